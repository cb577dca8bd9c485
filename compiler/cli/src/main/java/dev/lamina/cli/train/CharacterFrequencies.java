package dev.lamina.cli.train;

import dev.lamina.cli.data.Corpus;
import java.util.HashMap;
import java.util.Map;

/**
 * The baseline for a network that predicts characters: how often each character follows the three before it. The frequencies in a
 * context are interpolated with those in the next shorter one, down to the uniform distribution, after Witten and Bell (1991):
 * p(c | h) = (n(h, c) + d(h) p(c | shorter h)) / (n(h) + d(h)), d being how many different characters followed h.
 */
public final class CharacterFrequencies {

    /** The most characters of a context. */
    public static final int ORDER = 3;

    private final int vocabulary;
    private final Map<Long, Map<Integer, Integer>> followers = new HashMap<>();

    /** Counts the characters of a text. */
    public CharacterFrequencies(Corpus text, int vocabulary) {
        this.vocabulary = vocabulary;
        for (int at = 0; at < text.length(); at++) {
            for (int order = 0; order <= Math.min(ORDER, at); order++) {
                followers
                        .computeIfAbsent(context(text, at, order), any -> new HashMap<>())
                        .merge(text.token(at), 1, Integer::sum);
            }
        }
    }

    /** The characters before a position, encoded as one number; different for contexts of different lengths. */
    private long context(Corpus text, int at, int order) {
        long context = 0;
        for (int i = 1; i <= order; i++) {
            context = context * (vocabulary + 1L) + text.token(at - i) + 1;
        }
        return context;
    }

    /** The mean number of bits per character, over {@code count} characters from the second one on. */
    public double bits(Corpus text, int count) {
        double bits = 0;
        for (int at = 1; at <= count; at++) {
            bits -= StrictMath.log(probability(text, at)) / StrictMath.log(2);
        }
        return bits / count;
    }

    private double probability(Corpus text, int at) {
        double probability = 1.0 / vocabulary;
        for (int order = 0; order <= Math.min(ORDER, at); order++) {
            Map<Integer, Integer> after = followers.getOrDefault(context(text, at, order), Map.of());
            int all = after.values().stream().mapToInt(Integer::intValue).sum();
            if (all > 0) {
                int own = after.getOrDefault(text.token(at), 0);
                probability = (own + after.size() * probability) / (all + after.size());
            }
        }
        return probability;
    }
}
