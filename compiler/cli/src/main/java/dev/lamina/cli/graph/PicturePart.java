package dev.lamina.cli.graph;

import java.util.List;
import java.util.stream.IntStream;

/** A part of a picture of a network: a card, or a frame around parts. */
sealed interface PicturePart {
    /** The numbers of the cards in it, in their order. */
    IntStream cards();

    /**
     * The card of a layer, an input or an output.
     *
     * @param number the number of the value that it stands for: negative for an input, the layers from 0 on, then the outputs
     * @param facts printed small next to the title
     */
    record Card(int number, String style, String title, String text, String facts) implements PicturePart {
        @Override
        public IntStream cards() {
            return IntStream.of(number);
        }

        /** Whether it is a single line. */
        boolean isLow() {
            return facts.isEmpty() || text.isEmpty();
        }
    }

    /**
     * A frame around a block, a body, or what runs as one kernel.
     *
     * @param style the class of the style sheet
     * @param bodies how many equal bodies it stands for
     */
    record Frame(String style, String title, int bodies, List<PicturePart> parts) implements PicturePart {
        /** The style of a frame around what runs as one kernel. */
        static final String KERNEL = "kernel";

        public Frame {
            parts = List.copyOf(parts);
        }

        @Override
        public IntStream cards() {
            return parts.stream().flatMapToInt(PicturePart::cards);
        }

        boolean isKernel() {
            return style.equals(KERNEL);
        }
    }

    /**
     * The way of a value to a card that takes it.
     *
     * @param told whether the shape of the value is printed at it
     */
    record Wire(int from, int to, boolean told) {}
}
