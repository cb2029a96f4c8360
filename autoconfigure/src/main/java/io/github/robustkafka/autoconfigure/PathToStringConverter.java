package io.github.robustkafka.autoconfigure;

import java.nio.file.Path;

import org.springframework.core.convert.converter.Converter;

/**
 * Lets a setting that names a file be given as a {@link Path}, as tests with a temporary
 * directory do.
 */
final class PathToStringConverter implements Converter<Path, String> {

	@Override
	public String convert(Path path) {
		return path.toString();
	}

}
