package dev.lamina.compiler.tensor;

import java.util.List;

/** The shape of one sample of a value, and its kind. Shape rules check it, and messages print it. */
public sealed interface Shape {
    /** {@code vector[F]}. */
    record Vector(int features) implements Shape {
        @Override
        public List<Integer> sizes() {
            return List.of(features);
        }

        @Override
        public String toString() {
            return "vector[" + features + "]";
        }
    }

    /** {@code image[C, H, W]}. */
    record Image(int channels, int height, int width) implements Shape {
        @Override
        public List<Integer> sizes() {
            return List.of(channels, height, width);
        }

        @Override
        public String toString() {
            return "image[" + channels + ", " + height + ", " + width + "]";
        }
    }

    /** {@code sequence[T, F]}. */
    record Sequence(int steps, int features) implements Shape {
        @Override
        public List<Integer> sizes() {
            return List.of(steps, features);
        }

        @Override
        public String toString() {
            return "sequence[" + steps + ", " + features + "]";
        }
    }

    /** {@code tokens[T] below V}. */
    record Tokens(int steps, int vocabulary) implements Shape {
        @Override
        public List<Integer> sizes() {
            return List.of(steps);
        }

        @Override
        public String toString() {
            return "tokens[" + steps + "] below " + vocabulary;
        }
    }

    /** The axes' sizes, outermost first, without the batch. */
    List<Integer> sizes();

    /** How many features it has: elements of a vector or of a time step, channels of an image. */
    default int features() {
        return this instanceof Image image ? image.channels() : sizes().get(sizes().size() - 1);
    }

    /** How many numbers, one after the other, belong to one feature: the pixels of a channel, else 1. */
    default int neighbours() {
        return this instanceof Image image ? Math.multiplyExact(image.height(), image.width()) : 1;
    }

    /** How many numbers a sample has. */
    default long size() {
        return sizes().stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }

    /** The kind's name, as an error says it: {@code image}. */
    default String kind() {
        return toString().substring(0, toString().indexOf('['));
    }
}
