package dev.lamina.compiler;

import dev.lamina.compiler.model.Frame;

/**
 * A part of a model that encloses layers: one call of a block, a repeat, one of its bodies, a residual or a shortcut.
 *
 * @param number tells frames apart: no two frames of a model have the same
 * @param path the labels that lead to it, as in the names of its parameters: {@code stage1.0}; empty if none of them is labelled
 * @param title what a report calls it: {@code Basic(16)}, {@code repeat 3}, {@code residual}
 */
public record LayerFrame(int number, Kind kind, String path, String title) {
    /** What opens a frame. */
    public enum Kind {
        BLOCK,
        REPEAT,
        /** One of the bodies of a repeat. */
        ITERATION,
        RESIDUAL,
        SHORTCUT
    }

    static LayerFrame of(Frame frame) {
        return new LayerFrame(frame.number(), Kind.valueOf(frame.kind().name()), frame.path(), frame.title());
    }
}
