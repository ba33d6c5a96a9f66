package dev.cairn.train;

/**
 * How well a model foretells one batch.
 *
 * @param tokens how many tokens it had to foretell
 * @param bytes what these are in UTF-8
 * @param loss the mean over the tokens, in nats
 * @param correct how many of the tokens were the likeliest by the model
 */
public record BatchScore(long tokens, long bytes, double loss, long correct) {}
