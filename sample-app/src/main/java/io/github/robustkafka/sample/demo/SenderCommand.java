package io.github.robustkafka.sample.demo;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.robustkafka.sample.demo.run.RunFolder;
import io.github.robustkafka.sample.demo.sender.SenderApplication;

/**
 * How to start the sender: this program a second time, from the same class path or the
 * same jar, in the role of the sender. What this process was told on its command line is
 * not passed on.
 *
 * @param mainClass the class that both processes start with
 * @param folder folder of the demonstration
 * @param broker host and port
 */
record SenderCommand(Class<?> mainClass, RunFolder folder, String broker) {

	ProcessBuilder build() {
		String classPath = System.getProperty("java.class.path");
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.add("--enable-native-access=ALL-UNNAMED");
		command.addAll(isOneJar(classPath) ? List.of("-jar", classPath) : List.of(this.mainClass.getName()));
		command.addAll(List.of(SenderApplication.ROLE, "--demo.data=" + this.folder.path(),
				"--robust.kafka.outbox.path=" + this.folder.outbox(), "--logging.file.name=" + this.folder.senderLog(),
				"--spring.kafka.bootstrap-servers=" + this.broker));
		ProcessBuilder builder = new ProcessBuilder(command);
		// Not on the command line: so the list of processes stays readable.
		builder.environment().put("CLASSPATH", classPath);
		builder.redirectError(ProcessBuilder.Redirect.appendTo(this.folder.senderLog().toFile()));
		return builder;
	}

	private static boolean isOneJar(String classPath) {
		return classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator);
	}

}
