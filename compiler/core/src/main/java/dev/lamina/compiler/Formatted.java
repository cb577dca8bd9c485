package dev.lamina.compiler;

import dev.lamina.compiler.source.Diagnostics;
import java.util.Optional;

/** What laying a file out gave: diagnostics, and the text if there was no error. */
public record Formatted(Diagnostics diagnostics, Optional<String> text) {}
