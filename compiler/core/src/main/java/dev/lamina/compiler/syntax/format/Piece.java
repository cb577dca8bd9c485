package dev.lamina.compiler.syntax.format;

import java.util.List;

/** A part of a model file that the formatter writes as a unit: a token, or a pair of brackets with its contents. */
sealed interface Piece {
    /** The comments and line breaks before it. */
    Gap gap();

    /** Whether it follows the piece before it without a space. */
    boolean tight();

    /** A token that is not a bracket. */
    record Word(String text, Gap gap, boolean tight) implements Piece {}

    /**
     * Arguments, sizes or a pair: items separated by commas.
     *
     * @param loose whether it may be written with one item per line and a comma after the last
     * @param end the comments and line breaks before the closing bracket
     */
    record Group(String open, List<Item> items, String close, Gap gap, boolean tight, boolean loose, Gap end)
            implements Piece {
        public Group {
            items = List.copyOf(items);
        }
    }

    /**
     * Statements or settings between braces.
     *
     * @param end the comments and line breaks before the closing brace
     */
    record Block(List<Item> items, Gap gap, Gap end) implements Piece {
        public Block {
            items = List.copyOf(items);
        }

        @Override
        public boolean tight() {
            return false;
        }
    }

    /**
     * A statement, a setting or an argument.
     *
     * @param after the comments before the comma that ends it
     */
    record Item(List<Piece> pieces, List<Gap.Remark> after) {
        public Item {
            pieces = List.copyOf(pieces);
            after = List.copyOf(after);
        }

        Gap gap() {
            return pieces.get(0).gap();
        }
    }
}
