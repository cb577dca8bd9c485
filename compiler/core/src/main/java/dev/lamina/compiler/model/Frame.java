package dev.lamina.compiler.model;

import dev.lamina.compiler.source.Span;

/**
 * A part of a model that encloses layers: one call of a block, one body of a repeat, a residual or a shortcut.
 *
 * @param number tells frames apart: no two frames of a model have the same
 * @param path the labels that lead to it, as in the names of its parameters: {@code stage1.0}; empty if none of them is labelled
 * @param title what a report calls it: the call, {@code Basic(16)}, or the keyword and the count, {@code repeat 3}
 * @param span the text that opens it, without its body
 */
public record Frame(int number, Kind kind, String path, String title, Span span) {
    /** What opens a frame. */
    public enum Kind {
        BLOCK,
        REPEAT,
        /** One of the bodies of a repeat. */
        ITERATION,
        RESIDUAL,
        SHORTCUT
    }
}
