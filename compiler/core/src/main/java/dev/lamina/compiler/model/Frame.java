package dev.lamina.compiler.model;

import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Span;
import java.util.List;

/**
 * A part of a model that encloses layers: one call of a block, one body of a repeat, a residual or a shortcut.
 *
 * @param number tells frames apart: no two frames of a model have the same
 * @param path the labels that lead to it, as in the names of its parameters: {@code stage1.0}; empty if none of them is labelled
 * @param title what a report calls it: the call, {@code Basic(16)}, or the keyword and the count, {@code repeat 3}
 * @param span the text that opens it, without its body
 */
public record Frame(int number, Kind kind, String path, String title, Span span) {
    /** The diagnostic of something within these frames, with a note at each call of a block around it, the innermost first. */
    static Diagnostic called(Diagnostic problem, List<Frame> frames) {
        Diagnostic noted = problem;
        for (int i = frames.size() - 1; i >= 0; i--) {
            if (frames.get(i).kind() == Kind.BLOCK) {
                noted = noted.note(frames.get(i).span(), "called here");
            }
        }
        return noted;
    }

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
