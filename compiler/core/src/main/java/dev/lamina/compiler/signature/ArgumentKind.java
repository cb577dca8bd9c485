package dev.lamina.compiler.signature;

import java.util.List;
import java.util.Optional;

/**
 * An argument that a layer, loss or optimizer takes.
 *
 * @param preset its value where it is not written, as it would be written; empty if it must be
 * @param positional whether it may be written without its name
 * @param least the least it may be, {@code most} the most
 * @param words the words it may be, for {@link Type#WORD}
 */
public record ArgumentKind(
        String name,
        Type type,
        Optional<String> preset,
        boolean positional,
        double least,
        double most,
        List<String> words,
        String meaning) {
    /** What an argument is. */
    public enum Type {
        /** A whole number. */
        WHOLE,
        /** A whole number, or two: (height, width). */
        PAIR,
        /** Any number. */
        NUMBER,
        /** {@code true} or {@code false}, also {@code on} or {@code off}. */
        FLAG,
        /** One of some words. */
        WORD
    }

    public static ArgumentKind size(String name, String meaning) {
        return new ArgumentKind(name, Type.WHOLE, Optional.empty(), true, 1, Integer.MAX_VALUE, List.of(), meaning);
    }

    public static ArgumentKind window(String name, String meaning) {
        return new ArgumentKind(name, Type.PAIR, Optional.empty(), true, 1, Integer.MAX_VALUE, List.of(), meaning);
    }

    public static ArgumentKind pair(String name, int preset, int least, String meaning) {
        return new ArgumentKind(
                name, Type.PAIR, Optional.of("" + preset), false, least, Integer.MAX_VALUE, List.of(), meaning);
    }

    public static ArgumentKind whole(String name, int preset, String meaning) {
        return new ArgumentKind(
                name, Type.WHOLE, Optional.of("" + preset), false, 1, Integer.MAX_VALUE, List.of(), meaning);
    }

    public static ArgumentKind number(String name, String preset, double least, double most, String meaning) {
        return new ArgumentKind(name, Type.NUMBER, Optional.of(preset), false, least, most, List.of(), meaning);
    }

    public static ArgumentKind word(String name, String preset, List<String> words, String meaning) {
        return new ArgumentKind(name, Type.WORD, Optional.of(preset), false, 0, 0, words, meaning);
    }

    public static ArgumentKind flag(String name, boolean preset, String meaning) {
        return new ArgumentKind(name, Type.FLAG, Optional.of("" + preset), false, 0, 1, List.of(), meaning);
    }

    public ArgumentKind needed() {
        return new ArgumentKind(name, type, Optional.empty(), positional, least, most, words, meaning);
    }

    public ArgumentKind named() {
        return new ArgumentKind(name, type, preset, false, least, most, words, meaning);
    }

    public ArgumentKind upTo(int limit) {
        return new ArgumentKind(name, type, preset, positional, least, limit, words, meaning);
    }

    public ArgumentKind presetTo(String value) {
        return new ArgumentKind(name, type, Optional.of(value), positional, least, most, words, meaning);
    }

    public ArgumentKind nameless() {
        return new ArgumentKind(name, type, preset, true, least, most, words, meaning);
    }
}
