package dev.lamina.compiler.layer.recurrent;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.op.ExtraResult;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.op.SumOfProducts;
import dev.lamina.compiler.tensor.AxisOrder;
import dev.lamina.compiler.tensor.Halo;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import dev.lamina.compiler.tensor.Units;
import java.util.ArrayList;
import java.util.List;

/**
 * One layer and direction of a recurrent network: a loop over the steps, in which the stages of the cell run. The products of the inputs
 * are computed before the loop, and the gradients of the weights after it, for all steps at once.
 *
 * @param hidden how many units the hidden state has
 * @param reverse whether it goes from the last step to the first
 */
record Recurrence(Cell cell, int hidden, boolean reverse) {
    private static final Symbol SAMPLE = new Symbol("n");
    private static final Affine N = Affine.of(SAMPLE);
    private static final Statement.Range SAMPLES = new Statement.Range(SAMPLE, Affine.of(Symbol.BATCH));
    private static final Symbol UNIT = new Symbol("unit");

    /** How many units a gate takes in memory, padding included. */
    int room() {
        return Layout.room(hidden);
    }

    /** How many units the weights have, padding between gates included. */
    int units() {
        return Math.multiplyExact(cell.gates(), room());
    }

    /** How many units of the weights are units of the model: without padding. */
    int ownUnits() {
        return Math.multiplyExact(cell.gates(), hidden);
    }

    int panel() {
        return Layout.panel(hidden);
    }

    /** The names of its states, h and c. */
    private List<String> states() {
        return cell.hasCell() ? List.of("h", "c") : List.of("h");
    }

    /** Which of its further results the forward direction keeps for the gradient. */
    List<String> kept() {
        List<String> names = new ArrayList<>(List.of("gates"));
        if (cell.hasCell()) {
            names.addAll(List.of("cells", "cells_out"));
        }
        if (cell.keepsHidden()) {
            names.add("products");
        }
        return names;
    }

    /** The halo of the outputs: one step before the first (or behind the last, in reverse), for the initial state. */
    private Halo outputHalo() {
        return reverse ? new Halo(0, 0, 1, 0, 1, 1) : new Halo(1, 0, 0, 0, 1, 1);
    }

    /** The step of iteration {@code t}. The backward direction goes through the steps in the opposite order. */
    private Affine step(Affine steps, boolean backward) {
        return reverse == backward ? Affine.of(AxisOrder.STEP) : steps.plus(-1).plus(Affine.of(AxisOrder.STEP, -1));
    }

    private Affine before(Affine step) {
        return step.plus(reverse ? 1 : -1);
    }

    private TensorType stateType(TensorType sequence) {
        return sequence.perStep(hidden);
    }

    private TensorType gateType(TensorType sequence) {
        return sequence.perStep(units());
    }

    private static Statement samples(Statement body) {
        return TensorView.eachSample(body);
    }

    /** Executes, for every sample, the equations of a stage; if the step is padding, {@code padding}. */
    private Statement equations(Cell.Stage stage, CellMemory at, List<Statement> padding) {
        List<Statement> equations = new ArrayList<>();
        for (Cell.Equation equation : stage.equations()) {
            equations.add(new Statement.Comment(equation.text()));
            equations.add(lanes(new Statement.Block(equation.statements().apply(at))));
        }
        Statement own = new Statement.Block(equations);
        return samples(
                at.gates().type().overTime()
                        ? new Statement.When(at.step(), at.gates().ownSteps(), own, new Statement.Block(padding))
                        : own);
    }

    private Statement lanes(Statement body) {
        return new Statement.Lanes(UNIT, Affine.of(hidden), Affine.of(room()), body);
    }

    private static List<Affine> at(Affine step, Affine unit) {
        return List.of(step, unit);
    }

    private static Statement clear(TensorView all) {
        return new Statement.Fill(all.buffer(), Affine.ZERO, all.room());
    }

    /** Copies one step of each sample: the initial state to where the first step reads it, or a gradient. States have no padding. */
    private Statement copy(TensorView from, TensorView to, List<Affine> at) {
        Statement copy = to.store(N, at, from.load(N, List.of(Affine.of(UNIT))));
        return samples(new Statement.Lanes(UNIT, Affine.of(hidden), Affine.of(hidden), copy));
    }

    /** Takes the state after the last iteration from the states of all steps. */
    Operation last() {
        return new LastRow(this);
    }

    /** The units of a stage's gates, padding included. */
    private Units units(Cell.Stage stage) {
        Units units = Units.of(UNIT.name(), stage.gates() * room(), panel());
        return new Units(units.loops(), units.panel(), units.at().plus(stage.firstGate() * room()));
    }

    /**
     * The outputs h of all steps. {@code inputs} are the products of the inputs, {@code weight} is W_hh, {@code bias} is b_hh. Further
     * results are those that {@link #kept} names, and {@code reset}, the reset hidden state, if a gate multiplies that.
     */
    record Forward(Recurrence of, boolean bias) implements Operation {
        @Override
        public String name() {
            return "recurrence";
        }

        @Override
        public List<String> operands() {
            List<String> names = new ArrayList<>(List.of("inputs", "weight"));
            if (bias) {
                names.add("bias");
            }
            of.states().forEach(state -> names.add("initial " + state));
            return names;
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return of.stateType(operands.get("inputs"));
        }

        @Override
        public Layout layout(Operands<TensorType> operands, Halo halo) {
            return Layout.lanesLast(type(operands), halo.and(of.outputHalo()), true);
        }

        @Override
        public List<ExtraResult> extras(Operands<TensorType> operands) {
            TensorType steps = operands.get("inputs");
            List<ExtraResult> extras = new ArrayList<>(List.of(ExtraResult.of("gates", of.gateType(steps))));
            if (of.cell.hasCell()) {
                TensorType states = of.stateType(steps);
                extras.add(new ExtraResult("cells", states, Layout.lanesLast(states, of.outputHalo(), true)));
                extras.add(ExtraResult.of("cells_out", states));
            }
            if (of.cell.keepsHidden()) {
                extras.add(ExtraResult.of("products", of.gateType(steps)));
            }
            if (of.cell.resetsFirst()) {
                extras.add(ExtraResult.of("reset", of.stateType(steps)));
            }
            return extras;
        }

        @Override
        public long multiplyAdds(Operands<TensorType> operands) {
            return (long) operands.get("inputs").size(0) * of.cell.gates() * of.hidden * of.hidden;
        }

        @Override
        public int weightPasses(Operands<TensorType> operands) {
            return operands.get("inputs").size(0);
        }

        @Override
        public Statement lower(Lowering lowering) {
            Affine steps = lowering.result().type().extent(0);
            Affine step = of.step(steps, false);
            Affine first = of.reverse ? steps : Affine.of(-1);
            List<Statement> all = new ArrayList<>();
            if (of.room() != of.hidden) {
                // whole vectors also read the padding behind the units, and the equations compute functions for the
                // units alone
                all.add(clear(lowering.result()));
                if (of.cell.hasCell()) {
                    all.add(clearRow(lowering.result("cells"), first));
                }
                all.add(new Statement.Await());
            }
            List<Affine> row = at(first, Affine.of(UNIT));
            all.add(of.copy(lowering.operand("initial h"), lowering.result(), row));
            if (of.cell.hasCell()) {
                all.add(of.copy(lowering.operand("initial c"), lowering.result("cells"), row));
            }
            all.add(new Statement.Await());
            List<Statement> body = new ArrayList<>();
            List<Cell.Stage> stages = of.cell.forward();
            int done = 0;
            for (Cell.Stage stage : stages) {
                body.add(new Statement.Comment(described(stage)));
                body.add(product(lowering, step, stage));
                body.add(new Statement.Await());
                boolean last = ++done == stages.size();
                body.add(of.equations(stage, step(lowering, step), last ? passedOn(lowering, step) : List.of()));
                body.add(new Statement.Await());
            }
            all.add(Statement.loop(AxisOrder.STEP, steps, new Statement.Block(body)));
            return new Statement.Block(all);
        }

        private String described(Cell.Stage stage) {
            boolean merged = stage.gates() == of.cell.gates() && stage.gates() > 1;
            return (stage.ofReset() ? "the reset state" : "the state before") + " times weight_hh"
                    + (merged ? ", one product for all gates" : "");
        }

        /** At a padding step the state stays that of the step before. */
        private List<Statement> passedOn(Lowering lowering, Affine step) {
            List<Statement> copies = new ArrayList<>(
                    List.of(new Statement.Comment("padding: the state stays"), passedOn(lowering.result(), step)));
            if (of.cell.hasCell()) {
                copies.add(passedOn(lowering.result("cells"), step));
            }
            return copies;
        }

        private Statement passedOn(TensorView states, Affine step) {
            Expression before = states.load(N, at(of.before(step), Affine.of(UNIT)));
            return of.lanes(states.store(N, at(step, Affine.of(UNIT)), before));
        }

        private Statement clearRow(TensorView of, Affine step) {
            return samples(new Statement.Fill(
                    of.buffer(),
                    of.index(N, at(step, Affine.ZERO)),
                    Affine.of(of.layout().lanes())));
        }

        /** The product of the hidden state with the weights of a stage's gates. */
        private Statement product(Lowering lowering, Affine step, Cell.Stage stage) {
            Units unit = of.units(stage);
            Symbol k = new Symbol("k");
            Variable sum = lowering.variable("sum");
            Expression hidden = Expression.local(sum);
            if (bias) {
                hidden = hidden.plus(lowering.operand("bias").load(N, List.of(unit.at())));
            }
            TensorView to = lowering.result(of.cell.keepsHidden() ? "products" : "gates");
            Expression then = of.cell.keepsHidden()
                    ? hidden
                    : lowering.operand("inputs").load(N, at(step, unit.at())).plus(hidden);
            return new Statement.Contraction(
                    unit.around(List.of(SAMPLES)),
                    unit.panel(),
                    List.of(new Statement.Range(k, Affine.of(of.hidden))),
                    stage.ofReset()
                            ? lowering.result("reset").load(N, at(step, Affine.of(k)))
                            : lowering.result().load(N, at(of.before(step), Affine.of(k))),
                    lowering.operand("weight").load(N, List.of(unit.at(), Affine.of(k))),
                    sum,
                    Expression.constant(0),
                    List.of(to.store(N, at(step, unit.at()), then)));
        }

        private CellMemory step(Lowering lowering, Affine step) {
            TensorView gates = lowering.result("gates");
            TensorView h = lowering.result();
            return new CellMemory(
                    of,
                    step,
                    of.cell.keepsHidden() ? lowering.operand("inputs") : gates,
                    gates,
                    of.cell.keepsHidden() ? lowering.result("products") : gates,
                    h,
                    of.cell.hasCell() ? lowering.result("cells") : h,
                    of.cell.hasCell() ? lowering.result("cells_out") : h,
                    of.cell.resetsFirst() ? lowering.result("reset") : h,
                    null);
        }
    }

    /**
     * The gradient of the gates' inputs, at all steps. {@code weight} is W_hh in a transposed layout; {@code final h} and {@code final c}
     * are the gradients of the final states. Further results are the gradients of the initial states, {@code state} and {@code cell};
     * {@code products}, the gradient of the products of the hidden state, where it is not that of the inputs; and {@code reset}, that of
     * the reset state.
     */
    record Backward(Recurrence of) implements Operation {
        @Override
        public String name() {
            return "gradient of recurrence";
        }

        @Override
        public List<String> operands() {
            List<String> names = new ArrayList<>(List.of("dy", "h", "weight"));
            names.addAll(of.kept());
            of.states().forEach(state -> names.add("final " + state));
            return names;
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return of.gateType(operands.get("dy"));
        }

        @Override
        public List<ExtraResult> extras(Operands<TensorType> operands) {
            TensorType row = TensorType.samples(List.of(of.hidden));
            List<ExtraResult> extras = new ArrayList<>(List.of(ExtraResult.of("state", row)));
            if (of.cell.hasCell()) {
                extras.add(ExtraResult.of("cell", row));
            }
            if (of.cell.keepsHidden()) {
                extras.add(ExtraResult.of("products", of.gateType(operands.get("dy"))));
            }
            if (of.cell.resetsFirst()) {
                extras.add(ExtraResult.of("reset", row));
            }
            return extras;
        }

        @Override
        public long multiplyAdds(Operands<TensorType> operands) {
            return (long) operands.get("dy").size(0) * of.cell.gates() * of.hidden * of.hidden;
        }

        @Override
        public int weightPasses(Operands<TensorType> operands) {
            return operands.get("dy").size(0);
        }

        @Override
        public Statement lower(Lowering lowering) {
            Affine steps = lowering.operand("dy").type().extent(0);
            Affine step = of.step(steps, true);
            List<Statement> all = new ArrayList<>();
            if (of.room() != of.hidden) {
                // the gradients of weights read the padding between gates, and the equations do not write it
                all.add(clear(lowering.result()));
                if (of.cell.keepsHidden()) {
                    all.add(clear(lowering.result("products")));
                }
            }
            List<Affine> row = List.of(Affine.of(UNIT));
            all.add(start(lowering.operand("final h"), lowering.result("state"), row));
            if (of.cell.hasCell()) {
                all.add(start(lowering.operand("final c"), lowering.result("cell"), row));
            }
            all.add(new Statement.Await());
            List<Statement> body = new ArrayList<>();
            List<Statement> padding = noGradient(lowering, step);
            for (Cell.Stage stage : of.cell.backward()) {
                body.add(of.equations(stage, step(lowering, step), padding));
                body.add(new Statement.Await());
                body.add(new Statement.Comment("what they give back to the state before"));
                body.add(product(lowering, step, stage));
                body.add(new Statement.Await());
                padding = List.of();
            }
            all.add(Statement.loop(AxisOrder.STEP, steps, new Statement.Block(body)));
            return new Statement.Block(all);
        }

        /** At a padding step the gates get zeros as gradients, and the gradient of the state passes unchanged to the step before. */
        private List<Statement> noGradient(Lowering lowering, Affine step) {
            List<Statement> rows = new ArrayList<>(List.of(clearRow(lowering.result(), step)));
            if (of.cell.keepsHidden()) {
                rows.add(clearRow(lowering.result("products"), step));
            }
            return rows;
        }

        private Statement clearRow(TensorView gates, Affine step) {
            Affine row = gates.index(N, at(step, Affine.ZERO));
            return new Statement.Fill(gates.buffer(), row, Affine.of(of.units()));
        }

        private Statement start(TensorView given, TensorView row, List<Affine> at) {
            return Statement.block(new Statement.Fill(row.buffer(), Affine.ZERO, row.room()), of.copy(given, row, at));
        }

        /** Adds the gradient of h_{t-1} through a stage's gates to its direct gradient. */
        private Statement product(Lowering lowering, Affine step, Cell.Stage stage) {
            TensorView state = lowering.result(stage.ofReset() ? "reset" : "state");
            TensorView gates = of.cell.keepsHidden() ? lowering.result("products") : lowering.result();
            Units unit = Units.of(UNIT.name(), of.hidden);
            Symbol gate = new Symbol("gate");
            Symbol k = new Symbol("k");
            Affine row = Affine.of(gate, of.room()).plus(Affine.of(k)).plus(stage.firstGate() * of.room());
            Variable sum = lowering.variable("sum");
            return new Statement.Contraction(
                    unit.around(List.of(SAMPLES)),
                    unit.panel(),
                    List.of(
                            new Statement.Range(gate, Affine.of(stage.gates())),
                            new Statement.Range(k, Affine.of(of.hidden))),
                    gates.load(N, at(step, row)),
                    lowering.operand("weight").load(N, List.of(row, unit.at())),
                    sum,
                    stage.ofReset() ? Expression.constant(0) : state.load(N, List.of(unit.at())),
                    List.of(state.store(N, List.of(unit.at()), Expression.local(sum))));
        }

        private CellMemory step(Lowering lowering, Affine step) {
            TensorView h = lowering.operand("h");
            TensorView gates = lowering.operand("gates");
            TensorView state = lowering.result("state");
            return new CellMemory(
                    of,
                    step,
                    gates,
                    gates,
                    of.cell.keepsHidden() ? lowering.operand("products") : gates,
                    h,
                    of.cell.hasCell() ? lowering.operand("cells") : h,
                    of.cell.hasCell() ? lowering.operand("cells_out") : h,
                    h,
                    new CellMemory.Gradients(
                            lowering.operand("dy"),
                            state,
                            of.cell.hasCell() ? lowering.result("cell") : state,
                            lowering.result(),
                            of.cell.keepsHidden() ? lowering.result("products") : lowering.result(),
                            of.cell.resetsFirst() ? lowering.result("reset") : state));
        }
    }

    /**
     * dW_hh[u, k] = Σ h_{t-1}[n, k] d[n, t, u] over samples and steps: one product for each stage, after the loop. {@code d} is the
     * gradient of the products of the hidden state. A gate that multiplies the reset hidden state has {@code reset} in the place of
     * h_{t-1}.
     */
    record HiddenWeightGradient(Recurrence of) implements Operation {
        @Override
        public String name() {
            return "gradient of hidden weight";
        }

        @Override
        public List<String> operands() {
            return of.cell.resetsFirst() ? List.of("h", "d", "reset") : List.of("h", "d");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return TensorType.shared(List.of(of.units(), of.hidden));
        }

        @Override
        public Layout layout(Operands<TensorType> operands, Halo halo) {
            return Layout.weights(type(operands).sizes(), of.panel());
        }

        @Override
        public Statement lower(Lowering lowering) {
            return new Statement.Block(of.cell.forward().stream()
                    .map(stage -> product(lowering, stage))
                    .toList());
        }

        private Statement product(Lowering lowering, Cell.Stage stage) {
            TensorView h = lowering.operand(stage.ofReset() ? "reset" : "h");
            Units unit = of.units(stage);
            Symbol k = new Symbol("k");
            Affine step = Affine.of(AxisOrder.STEP);
            return SumOfProducts.of(
                    lowering,
                    unit.around(List.of(new Statement.Range(k, Affine.of(of.hidden)))),
                    unit.panel(),
                    List.of(
                            SAMPLES,
                            new Statement.Range(AxisOrder.STEP, h.type().extent(0))),
                    h.load(N, at(stage.ofReset() ? step : of.before(step), Affine.of(k))),
                    lowering.operand("d").load(N, at(step, unit.at())),
                    sum -> lowering.store(Affine.ZERO, List.of(unit.at(), Affine.of(k)), sum));
        }
    }

    /** The state after the last iteration. */
    record LastRow(Recurrence of) implements Operation {
        @Override
        public String name() {
            return "final state";
        }

        @Override
        public List<String> operands() {
            return List.of("states");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return TensorType.samples(List.of(of.hidden));
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView all = lowering.operand("states");
            Affine last = of.reverse ? Affine.ZERO : all.type().extent(0).plus(-1);
            return lowering.everywhere((n, at) -> lowering.store(n, at, all.load(n, at(last, at.get(0)))));
        }
    }
}
