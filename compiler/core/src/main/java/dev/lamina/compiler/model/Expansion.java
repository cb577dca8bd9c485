package dev.lamina.compiler.model;

import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.CallSyntax;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The applications of one model, collected while its bodies are expanded, and the calls of blocks around the current step. */
final class Expansion {
    /** Where expansion ends: more steps than any model of {@link Resolver#MOST_LAYERS} layers needs. */
    static final int MOST_STEPS = 20_000;

    private final Blocks blocks;
    private final Diagnostics log;
    private final int inputs;
    private final List<Application> applications = new ArrayList<>();
    private final Deque<CallSyntax> calls = new ArrayDeque<>();
    private int frames;
    private int layers;
    private int steps;

    Expansion(Blocks blocks, int inputs, Diagnostics log) {
        this.blocks = blocks;
        this.inputs = inputs;
        this.log = log;
    }

    Blocks blocks() {
        return blocks;
    }

    Diagnostics log() {
        return log;
    }

    /** The applications so far, in the order in which they run. */
    List<Application> applications() {
        return applications;
    }

    /** The calls of the blocks around the current statement, the innermost first. */
    Deque<CallSyntax> calls() {
        return calls;
    }

    /** The number of layers, those with errors included. */
    int layers() {
        return layers;
    }

    /** Counts a layer; false if there are too many to go on. */
    boolean count() {
        layers++;
        return layers <= Resolver.MOST_LAYERS;
    }

    /** Counts a step of any kind; false if there are too many to go on. Steps that compute nothing count too: calls, and {@code from}. */
    boolean step() {
        return ++steps <= MOST_STEPS;
    }

    boolean isOver() {
        return steps > MOST_STEPS;
    }

    /** Adds an application; returns the number of its value. */
    int add(Application application) {
        applications.add(application);
        return inputs + applications.size() - 1;
    }

    Frame frame(Frame.Kind kind, Namespace namespace, String title, Span span) {
        return new Frame(frames++, kind, namespace.path(), title, span);
    }
}
