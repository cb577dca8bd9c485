package dev.lamina.compiler.layer.recurrent;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.tensor.Parameter;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The equations of one step of a recurrent layer, forward and backward. The inputs of a gate g are {@code input(g)} = x_t W_ihᵀ + b_ih,
 * computed for all steps at once, and {@code hidden(g)} = h_{t-1} W_hhᵀ + b_hh.
 */
interface Cell {
    /** Its equations and their gradients, one a line, for people. */
    List<String> formulas();

    /** How many gates there are. The weights have as many rows for each gate as the hidden state has units. */
    int gates();

    /** Whether there is a cell state c beside the hidden state h. */
    boolean hasCell();

    /** Whether {@code input(g)} and {@code hidden(g)} are kept apart, because a gate needs {@code hidden(g)} alone; else their sum is kept. */
    boolean keepsHidden();

    /**
     * Whether a gate multiplies its weights with the reset hidden state, which is h_{t-1} times the reset gate. The reset hidden state is
     * then kept for the gradient.
     */
    default boolean resetsFirst() {
        return false;
    }

    /** The stages that compute the gates, h_t (and c_t). They run one after the other. Each computes its product, then its equations. */
    List<Stage> forward();

    /**
     * The stages that compute, from the gradients of h_t (and c_t), those of the gates' inputs and of h_{t-1} (and c_{t-1}). Each computes
     * its equations, then its product, which adds the gradient of h_{t-1} through the gates.
     */
    List<Stage> backward();

    /** What is added to the initial values of {@code bias_ih}, if anything. */
    default Optional<Parameter.Shift> biasShift(int hidden) {
        return Optional.empty();
    }

    /** Which of the definitions in use it follows, in a few words, if frameworks differ; else empty. */
    default String semantics() {
        return "";
    }

    /**
     * A part of a step: the product of the hidden state with the weights of some neighbouring gates, and equations.
     *
     * @param ofReset whether the product is one of the reset hidden state
     */
    record Stage(int firstGate, int gates, boolean ofReset, List<Equation> equations) {
        static List<Stage> one(int gates, Equation... equations) {
            return List.of(new Stage(0, gates, false, List.of(equations)));
        }
    }

    /**
     * One equation, as statements that are executed for each unit.
     *
     * @param text the equation as people write it
     */
    record Equation(String text, Function<Step, List<Statement>> statements) {}

    /** One unit at one step: the quantities that equations read and write. */
    interface Step {
        /** {@code input(g) + hidden(g)}; {@code input(g)} alone if the two are kept apart. */
        Expression input(int gate);

        /** The gate, after {@link #setGate}. */
        Expression gate(int gate);

        Statement setGate(int gate, Expression value);

        /** {@code hidden(g)}, if it is kept apart. */
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

        /** Sets the reset hidden state, h_{t-1} times the reset gate, for the product with another gate's weights. */
        Statement setReset(Expression value);

        /** The gradient of the reset hidden state. */
        Expression resetGradient();

        /** The gradient of h_t: that of the output at this step plus that from the next step. */
        Expression outputGradient();

        /** The gradient of h_{t-1} so far, without that through the products. */
        Expression previousGradient();

        /** Sets the gradient of h_{t-1} without that through the products. */
        Statement setPreviousGradient(Expression value);

        Expression cellGradient();

        Statement setCellGradient(Expression value);

        /** Sets the gradient of {@code input(g)}. */
        Statement setGateGradient(int gate, Expression value);

        /** Sets the gradient of {@code hidden(g)}, if it is kept apart. */
        Statement setHiddenGradient(int gate, Expression value);
    }
}
