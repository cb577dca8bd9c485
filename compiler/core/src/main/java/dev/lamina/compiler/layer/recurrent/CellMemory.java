package dev.lamina.compiler.layer.recurrent;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.tensor.TensorView;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One unit at one step of a cell, whose quantities are elements of buffers.
 *
 * @param inputs the inputs of the gates
 * @param gates the gates; the buffer of {@code inputs}, unless the products of the hidden state are kept apart
 */
record CellMemory(
        Recurrence of,
        Affine step,
        TensorView inputs,
        TensorView gates,
        TensorView products,
        TensorView outputs,
        TensorView cells,
        TensorView cellsOut,
        TensorView reset,
        @Nullable Gradients gradients)
        implements Cell.Step {
    private static final Affine N = Affine.of(new Symbol("n"));
    private static final Affine UNIT = Affine.of(new Symbol("unit"));

    /**
     * Views of the gradients: of the outputs, of the hidden and the cell state before the step, of the inputs of the gates, of the products
     * of the hidden state, and of the reset hidden state.
     */
    record Gradients(
            TensorView outputs,
            TensorView state,
            TensorView cell,
            TensorView gates,
            TensorView products,
            TensorView reset) {}

    private Gradients back() {
        return Objects.requireNonNull(gradients);
    }

    private List<Affine> gateAt(int gate) {
        return List.of(step, UNIT.plus(gate * of.room()));
    }

    private List<Affine> now() {
        return List.of(step, UNIT);
    }

    private List<Affine> before() {
        return List.of(step.plus(of.reverse() ? 1 : -1), UNIT);
    }

    private static Statement set(TensorView placed, List<Affine> at, Expression value) {
        return placed.store(N, at, value);
    }

    @Override
    public Expression gate(int gate) {
        return gates.load(N, gateAt(gate));
    }

    @Override
    public Expression input(int gate) {
        return inputs.load(N, gateAt(gate));
    }

    @Override
    public Statement setGate(int gate, Expression value) {
        return set(gates, gateAt(gate), value);
    }

    @Override
    public Expression hidden(int gate) {
        return products.load(N, gateAt(gate));
    }

    @Override
    public Expression previous() {
        return outputs.load(N, before());
    }

    @Override
    public Expression output() {
        return outputs.load(N, now());
    }

    @Override
    public Statement setOutput(Expression value) {
        return set(outputs, now(), value);
    }

    @Override
    public Expression previousCell() {
        return cells.load(N, before());
    }

    @Override
    public Expression cell() {
        return cells.load(N, now());
    }

    @Override
    public Statement setCell(Expression value) {
        return set(cells, now(), value);
    }

    @Override
    public Expression cellOut() {
        return cellsOut.load(N, now());
    }

    @Override
    public Statement setCellOut(Expression value) {
        return set(cellsOut, now(), value);
    }

    @Override
    public Statement setReset(Expression value) {
        return set(reset, now(), value);
    }

    @Override
    public Expression resetGradient() {
        return back().reset().load(N, List.of(UNIT));
    }

    @Override
    public Expression previousGradient() {
        return back().state().load(N, List.of(UNIT));
    }

    @Override
    public Expression outputGradient() {
        return back().outputs().load(N, now()).plus(back().state().load(N, List.of(UNIT)));
    }

    @Override
    public Statement setPreviousGradient(Expression value) {
        return set(back().state(), List.of(UNIT), value);
    }

    @Override
    public Expression cellGradient() {
        return back().cell().load(N, List.of(UNIT));
    }

    @Override
    public Statement setCellGradient(Expression value) {
        return set(back().cell(), List.of(UNIT), value);
    }

    @Override
    public Statement setGateGradient(int gate, Expression value) {
        return set(back().gates(), gateAt(gate), value);
    }

    @Override
    public Statement setHiddenGradient(int gate, Expression value) {
        return set(back().products(), gateAt(gate), value);
    }
}
