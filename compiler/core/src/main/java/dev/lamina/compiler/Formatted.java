package dev.lamina.compiler;

import dev.lamina.compiler.source.Diagnostics;
import java.util.Optional;

/** The result of formatting a file: diagnostics, and the text if there was no error. */
public record Formatted(Diagnostics diagnostics, Optional<String> text) {}
