package dev.lamina.compiler.tensor;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Buffer;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.FreeNames;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** A value as a kernel sees it: the buffer that holds it, its type and its layout. */
public record TensorView(Buffer buffer, TensorType type, Layout layout) {
    /** The floats of an image that fills an L1 cache of 32 KB. */
    private static final int LEAST_IMAGE = 8192;

    private static final Symbol SAMPLE = new Symbol("n");

    /** How many steps all samples before sample {@code n} have, padding included. {@link #eachSample} binds it if the body uses it. */
    private static final Symbol FIRST_STEP = new Symbol("firstStep");

    /** How many steps a sample has of its own; the steps behind them are padding. {@link #eachSample} binds it if the body uses it. */
    static final Symbol OWN_STEPS = new Symbol("ownSteps");

    /** As {@link #OWN_STEPS}, of the operand of a kernel whose result has another number of steps. */
    private static final Symbol OPERAND_STEPS = new Symbol("operandSteps");

    /** A loop over the samples {@code n}, in order. It binds the symbols of a sample's steps that the body uses. */
    public static Statement eachSample(Statement body) {
        Set<Symbol> used = FreeNames.of(body).symbols();
        Statement inner = body;
        if (used.contains(FIRST_STEP)) {
            inner = new Statement.IndexProduct(FIRST_STEP, Affine.of(SAMPLE), Affine.of(Symbol.STEPS), inner);
        }
        if (used.contains(OWN_STEPS)) {
            inner = new Statement.Lookup(OWN_STEPS, Buffer.LENGTHS, Affine.of(SAMPLE), Integer.MAX_VALUE, inner);
        }
        if (used.contains(OPERAND_STEPS)) {
            inner = new Statement.Lookup(
                    OPERAND_STEPS, Buffer.OPERAND_LENGTHS, Affine.of(SAMPLE), Integer.MAX_VALUE, inner);
        }
        return Statement.loop(SAMPLE, Affine.of(Symbol.BATCH), inner);
    }

    /** How many steps a sample has of its own: all of them, if calls have no shorter samples. */
    public Affine ownSteps() {
        return type.overTime() ? Affine.of(OWN_STEPS) : type.extent(0);
    }

    /** As {@link #ownSteps} of the type of an operand, in a kernel whose result has another number of steps. */
    public static Affine operandSteps(TensorType operand) {
        return operand.overTime() ? Affine.of(OPERAND_STEPS) : operand.extent(0);
    }

    /** Writes zeros to the steps of a sample that are padding. */
    public Statement clearPadding(Affine n) {
        if (!type.overTime()) {
            return Statement.block();
        }
        List<Affine> at = new ArrayList<>(List.of(Affine.of(OWN_STEPS)));
        at.addAll(Collections.nCopies(type.rank() - 1, Affine.ZERO));
        Affine padding = Affine.of(Symbol.STEPS).plus(Affine.of(OWN_STEPS, -1));
        int step = layout.axes().get(0).stride();
        return new Statement.Fill(buffer, index(n, at), padding.times(step));
    }

    /** The index of the element of sample {@code n} at {@code at}; {@code n} is ignored if all samples share the value. */
    public Affine index(Affine n, List<Affine> at) {
        return sample(n).plus(layout.index(at));
    }

    /** Loads the element of sample {@code n} at {@code at}. */
    public Expression load(Affine n, List<Affine> at) {
        return Expression.load(buffer, index(n, at));
    }

    /** Stores {@code value} as the element of sample {@code n} at {@code at}. */
    public Statement store(Affine n, List<Affine> at, Expression value) {
        return Statement.store(buffer, index(n, at), value);
    }

    /**
     * As {@link #load} of an image or a sequence, with coordinates that also count zeros between neighbours: there are {@code spacing} of
     * them from an element to the next.
     */
    public Expression loadSpaced(Affine n, List<Affine> at, Pair spacing) {
        return Expression.load(buffer, sample(n).plus(layout.spacedIndex(at, spacing)));
    }

    private Affine sample(Affine n) {
        if (!type.batched()) {
            return Affine.ZERO;
        }
        return layout.perStep() > 0 ? Affine.of(FIRST_STEP, layout.perStep()) : n.times(layout.length());
    }

    /** How many floats all samples together take, padding included. */
    public Affine room() {
        return type.batched() ? Affine.of(Symbol.BATCH, layout.length()) : Affine.of(layout.length());
    }

    /** Writes zeros to all floats. */
    public Statement clear() {
        return new Statement.Fill(buffer, Affine.ZERO, room());
    }

    /**
     * Writes zeros around each image of a batch: above it, from the end of a row to the beginning of the next, and below it. The pixels of
     * a batch are many times as many, and may not fit in a cache. A small image is cleared whole, which takes one line.
     */
    public Statement clearHalo() {
        Layout.Axis rows = layout.axes().get(1);
        Layout.Axis columns = layout.axes().get(2);
        if (layout.axes().get(0).stride() != 1
                || rows.spacing() * columns.spacing() != 1
                || layout.length() < LEAST_IMAGE) {
            return clear();
        }
        int height = type.size(1);
        int width = type.size(2) * columns.stride();
        Symbol row = new Symbol("row");
        int last = layout.offset() + (height - 1) * rows.stride() + width;
        Affine first = Affine.of(SAMPLE, layout.length());
        Affine ends = first.plus(layout.offset() + width).plus(Affine.of(row, rows.stride()));
        return eachSample(Statement.block(
                zeros(first, layout.offset()),
                height == 1
                        ? Statement.block()
                        : Statement.loop(row, Affine.of(height - 1), zeros(ends, rows.stride() - width)),
                zeros(first.plus(last), layout.length() - last)));
    }

    private Statement zeros(Affine from, int length) {
        return length == 0 ? Statement.block() : new Statement.Fill(buffer, from, Affine.of(length));
    }
}
