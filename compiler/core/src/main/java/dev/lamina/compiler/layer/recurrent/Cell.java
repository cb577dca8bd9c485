package dev.lamina.compiler.layer.recurrent;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.tensor.Parameter;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The equations of one step of a recurrent layer, forward and backward. A step first has what its gates get: {@code input(g)} = x_t
 * W_ih + b_ih, worked out for all steps at once, and {@code hidden(g)} = h_{t-1} W_hh + b_hh.
 */
interface Cell {
    /** Its equations and the gradients of what its gates get, a line each, for people. */
    List<String> formulas();

    /** How many gates there are, as many times {@code hidden} as the weights have rows. */
    int gates();

    /** Whether there is a cell state c beside the hidden state h. */
    boolean hasCell();

    /** Whether the products of the hidden state stay apart from those of the input, because a gate works on them alone. */
    boolean keepsHidden();

    /** Whether a gate works on the hidden state that another one has reset: then that is kept. */
    default boolean resetsFirst() {
        return false;
    }

    /** From the gates' inputs to the gates, and to h_t (and c_t): a product of the hidden state, then sweeps, run one after the other. */
    List<Stage> forward();

    /**
     * From the gradients of h_t (and c_t) to those of the gates' inputs, and to what h_{t-1} (and c_{t-1}) get directly: sweeps, then what
     * the product's operand gets through the gates.
     */
    List<Stage> backward();

    /** A number that is added to one gate's first values of {@code bias_ih}, if any. */
    default Optional<Parameter.Shift> firstBias(int hidden) {
        return Optional.empty();
    }

    /** What is computed, where that is a choice, in a few words; empty if it is not. */
    default String semantics() {
        return "";
    }

    /**
     * The product of the hidden state with the weights of some neighbouring gates, and sweeps over the units.
     *
     * @param ofReset whether it is a product of the reset hidden state
     */
    record Stage(int firstGate, int gates, boolean ofReset, List<Sweep> sweeps) {
        static List<Stage> one(int gates, Sweep... sweeps) {
            return List.of(new Stage(0, gates, false, List.of(sweeps)));
        }
    }

    /**
     * Statements for each unit.
     *
     * @param equation what they compute, as people write it
     */
    record Sweep(String equation, Function<Step, List<Statement>> statements) {}

    /** One unit of one step: what can be read and written there. */
    interface Step {
        /** What gate {@code g} gets: of input and hidden state together, unless the latter is kept apart. */
        Expression input(int gate);

        /** The gate, once it is set. */
        Expression gate(int gate);

        Statement setGate(int gate, Expression value);

        /** What gate {@code g} gets of the hidden state, where that is kept apart. */
        Expression hidden(int gate);

        /** h_{t-1}. */
        Expression previous();

        /** h_t. */
        Expression output();

        Statement setOutput(Expression value);

        /** c_{t-1}. */
        Expression previousCell();

        /** c_t. */
        Expression cell();

        Statement setCell(Expression value);

        /** tanh(c_t), kept for the gradient. */
        Expression cellOut();

        Statement setCellOut(Expression value);

        /** Keeps h_{t-1} as one gate has reset it, for the product with another's weight. */
        Statement setReset(Expression value);

        /** The gradient of the reset h_{t-1}. */
        Expression resetGradient();

        /** The gradient of h_t: what the step's output gets and what the next step gives back. */
        Expression outputGradient();

        /** What h_{t-1} gets so far besides the products. */
        Expression previousGradient();

        /** What h_{t-1} gets besides the products. */
        Statement setPreviousGradient(Expression value);

        Expression cellGradient();

        Statement setCellGradient(Expression value);

        /** The gradient of what gate {@code g} gets of the input. */
        Statement setGateGradient(int gate, Expression value);

        /** The gradient of what it gets of the hidden state, where that is kept apart. */
        Statement setHiddenGradient(int gate, Expression value);
    }
}
