package io.github.robustkafka.sample.demo;

/**
 * The story cannot be told to its end. The message is half a sentence that says why.
 */
final class StoryBrokenException extends RuntimeException {

	StoryBrokenException(String why) {
		super(why);
	}

}
