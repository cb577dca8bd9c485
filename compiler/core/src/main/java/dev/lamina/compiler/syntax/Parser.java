package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.SourceFile;
import java.util.Optional;

/** Reads the text of a model file into its syntax tree. */
public final class Parser {
    private Parser() {}

    /**
     * The tree, or empty when part of the text could not be understood. A slip whose meaning is
     * certain is reported too, but the tree is given, so that later stages can find more.
     */
    public static Optional<FileSyntax> parse(SourceFile source, Diagnostics log) {
        throw new UnsupportedOperationException();
    }
}
