package dev.lamina.compiler.signature;

import java.util.List;
import java.util.Optional;

/**
 * The declaration of one argument of a layer, loss or optimizer.
 *
 * @param defaultValue the value of an argument that is not written, as a model file would write it; it may be the name of another
 *     argument, whose value is then taken, or {@code none} for a number that may be left out; empty for a required argument
 * @param positional whether it may be written without its name
 * @param trainingOnly whether it has no effect on predictions
 * @param least the smallest allowed number
 * @param most the largest allowed number
 * @param words the allowed words of an argument of {@link Type#WORD} or {@link Type#SIDES}
 */
public record ArgumentKind(
        String name,
        Type type,
        Optional<String> defaultValue,
        boolean positional,
        boolean trainingOnly,
        double least,
        double most,
        List<String> words,
        String meaning) {
    /** The default of a number that may be left out. */
    static final String NONE = "none";

    /** The type of an argument's value. */
    public enum Type {
        /** A whole number. */
        WHOLE,
        /** A pair of whole numbers, (height, width); one whole number stands for both. */
        PAIR,
        /**
         * Whole numbers for the sides of an image, (top, bottom, left, right); a pair stands for (height, height, width, width), one
         * number for all four. It may also be one of a list of words.
         */
        SIDES,
        /** Any number. */
        NUMBER,
        /** One number or several in parentheses, or one of a list of words. */
        NUMBERS,
        /** {@code true} or {@code false}, also {@code on} or {@code off}. */
        FLAG,
        /** One of a list of words. */
        WORD
    }

    public ArgumentKind {
        words = List.copyOf(words);
    }

    private static ArgumentKind of(String name, Type type, double least, double most, String meaning) {
        return new ArgumentKind(name, type, Optional.empty(), false, false, least, most, List.of(), meaning);
    }

    /** Any number, with or without its name: the parameter of a block. If it is not required, the reader's value for it has no meaning. */
    public static ArgumentKind any(String name, boolean required, String meaning) {
        ArgumentKind kind = of(name, Type.NUMBER, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, meaning)
                .withoutName();
        return required ? kind : kind.defaultsTo("0");
    }

    /** A required whole number from 1, without a name: the main size of a layer. */
    public static ArgumentKind size(String name, String meaning) {
        return of(name, Type.WHOLE, 1, Integer.MAX_VALUE, meaning).withoutName();
    }

    /** A required pair from 1, without a name: the size of a window. */
    public static ArgumentKind window(String name, String meaning) {
        return of(name, Type.PAIR, 1, Integer.MAX_VALUE, meaning).withoutName();
    }

    public static ArgumentKind pair(String name, int defaultValue, int least, String meaning) {
        return of(name, Type.PAIR, least, Integer.MAX_VALUE, meaning).defaultsTo("" + defaultValue);
    }

    /** Zero or more rows and columns at the sides of an image, or {@code same}. */
    public static ArgumentKind padding(String meaning) {
        return new ArgumentKind(
                "padding",
                Type.SIDES,
                Optional.of("0"),
                false,
                false,
                0,
                Integer.MAX_VALUE,
                List.of("same"),
                meaning
                        + "; with `same`, as many as give ceil(size / stride) rows and columns, an odd one below or right; on a"
                        + " sequence, steps before and after it, one number or (before, after)");
    }

    /** Required numbers for the sides of an image, without a name. */
    public static ArgumentKind sides(String name, String meaning) {
        return of(name, Type.SIDES, 0, Integer.MAX_VALUE, meaning).withoutName();
    }

    /** With {@code causal} as a further word: padding that suits the steps of a sequence. */
    public ArgumentKind orCausal() {
        return new ArgumentKind(
                name,
                type,
                defaultValue,
                positional,
                trainingOnly,
                least,
                most,
                List.of("same", "causal"),
                meaning + "; with `causal`, as many steps before the first that no later step is read");
    }

    public static ArgumentKind whole(String name, int defaultValue, String meaning) {
        return of(name, Type.WHOLE, 1, Integer.MAX_VALUE, meaning).defaultsTo("" + defaultValue);
    }

    /** A whole number that may be left out, and then has no value: {@link Arguments#wholeIfGiven}. */
    public static ArgumentKind optionalWhole(String name, String meaning) {
        return of(name, Type.WHOLE, 0, Integer.MAX_VALUE, meaning).defaultsTo(NONE);
    }

    /** Whether it is a number that may be left out, and then has no value. */
    public boolean mayBeNone() {
        return defaultValue.filter(NONE::equals).isPresent() && (type == Type.WHOLE || type == Type.NUMBER);
    }

    public static ArgumentKind number(String name, String defaultValue, double least, double most, String meaning) {
        return of(name, Type.NUMBER, least, most, meaning).defaultsTo(defaultValue);
    }

    public static ArgumentKind word(String name, String defaultValue, List<String> words, String meaning) {
        return new ArgumentKind(name, Type.WORD, Optional.of(defaultValue), false, false, 0, 0, words, meaning);
    }

    /** Numbers, or one of these words. */
    public static ArgumentKind numbers(
            String name, String defaultWord, double least, double most, List<String> words, String meaning) {
        return new ArgumentKind(
                name, Type.NUMBERS, Optional.of(defaultWord), false, false, least, most, words, meaning);
    }

    public static ArgumentKind flag(String name, boolean defaultValue, String meaning) {
        return of(name, Type.FLAG, 0, 1, meaning).defaultsTo("" + defaultValue);
    }

    /** The allowed numbers, in words: {@code from 1}, {@code from 0 to 1}. */
    public String range() {
        String from = "from " + Environment.show(least);
        boolean limited = most != Integer.MAX_VALUE && most < Float.MAX_VALUE; // those hold for all numbers
        return limited ? from + " to " + Environment.show(most) : from;
    }

    /** Without a default: it must be written. */
    public ArgumentKind required() {
        return new ArgumentKind(name, type, Optional.empty(), positional, trainingOnly, least, most, words, meaning);
    }

    /** Written with its name only. */
    public ArgumentKind named() {
        return new ArgumentKind(name, type, defaultValue, false, trainingOnly, least, most, words, meaning);
    }

    /** Written with or without its name. */
    public ArgumentKind withoutName() {
        return new ArgumentKind(name, type, defaultValue, true, trainingOnly, least, most, words, meaning);
    }

    /** At least {@code limit}. */
    public ArgumentKind atLeast(int limit) {
        return new ArgumentKind(name, type, defaultValue, positional, trainingOnly, limit, most, words, meaning);
    }

    /** At most {@code limit}. */
    public ArgumentKind upTo(int limit) {
        return new ArgumentKind(name, type, defaultValue, positional, trainingOnly, least, limit, words, meaning);
    }

    /** With another default: a value, or the name of the argument whose value is taken. */
    public ArgumentKind defaultsTo(String value) {
        return new ArgumentKind(name, type, Optional.of(value), positional, trainingOnly, least, most, words, meaning);
    }

    /** Without effect on predictions. */
    public ArgumentKind inTrainingOnly() {
        return new ArgumentKind(name, type, defaultValue, positional, true, least, most, words, meaning);
    }
}
