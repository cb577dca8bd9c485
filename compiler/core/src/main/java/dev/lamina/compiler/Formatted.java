package dev.lamina.compiler;

import dev.lamina.compiler.source.Diagnostics;
import java.util.Optional;

/** The result of formatting a file: the diagnostics, and the formatted text if there is no error. */
public record Formatted(Diagnostics diagnostics, Optional<String> text) {}
