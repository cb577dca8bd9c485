package dev.lamina.compiler.syntax.format;

import java.util.List;

/** A part of a model file as a formatter moves it: a token, or a bracket with all that it holds. */
sealed interface Piece {
    /** What lies before it. */
    Gap gap();

    /** Whether it follows the piece before it without a space. */
    boolean tight();

    /** A token that is no bracket. */
    record Word(String text, Gap gap, boolean tight) implements Piece {}

    /**
     * Arguments, sizes, a pair: items between commas.
     *
     * @param loose whether a line for each item may be made of it, the last with a comma too
     * @param end what lies before the closing bracket
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
     * @param end what lies before the closing brace
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
     * A statement, a setting, an argument.
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
