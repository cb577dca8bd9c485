package dev.lamina.compiler.layer;

import dev.lamina.compiler.op.MatrixProduct;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.op.SumOverSamples;
import dev.lamina.compiler.op.Transpose;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.tensor.Halo;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.Parameter;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Self-attention with several heads (Vaswani et al. 2017), as PyTorch's {@code MultiheadAttention} with query = key = value. x and y are [N,
 * T, E]. Q, K, V = x in_proj_weightᵀ + in_proj_bias, with in_proj_weight [3 E, E]; each head has E / heads = d features of each. A head
 * gives softmax(Q Kᵀ / √d) V, and y = heads out_proj.weightᵀ + out_proj.bias, with out_proj.weight [E, E]. Padding steps are no keys, so
 * they have no weight and no gradient. With {@code causal} a step has no later step as a key.
 *
 * @param heads how many heads; they divide the features
 * @param causal whether a step sees itself and earlier steps only
 * @param bias whether biases are added
 */
record Attention(int heads, boolean causal, boolean bias) implements Layer {
    static final CallKind<Layer> KIND = new CallKind<>(
            "attention",
            Category.PRODUCT,
            List.of(
                    ArgumentKind.size("heads", "how many heads it has; they divide the features"),
                    ArgumentKind.flag("causal", false, "whether a step sees itself and earlier steps only"),
                    ArgumentKind.flag("bias", true, "whether biases are added")),
            "self-attention: every step becomes a mean of values of all steps, weighted by how its query fits their keys",
            arguments -> new Attention(arguments.whole("heads"), arguments.flag("causal"), arguments.flag("bias")));

    private static final String INPUT_WEIGHT = "in_proj_weight";
    private static final String INPUT_BIAS = "in_proj_bias";
    private static final String OUTPUT_WEIGHT = "out_proj.weight";
    private static final String OUTPUT_BIAS = "out_proj.bias";

    /** Queries, keys and values. */
    private static final int PARTS = 3;

    @Override
    public String keyword() {
        return "attention";
    }

    @Override
    public List<String> formulas() {
        return List.of(
                "q, k, v = the thirds of W_in x + b_in, at every step",
                "P[t, s] = softmax over s of (q[t] . k[s] / sqrt(d)), for each head of d features",
                "y[t] = W_out (sum over s of P[t, s] v[s], of all heads) + b_out",
                "dv[s] = sum over t of P[t, s] do[t], with do = W_outT dy",
                "dS[t, s] = P[t, s] (do[t] . v[s] - sum over r of P[t, r] do[t] . v[r])",
                "dq[t] = sum over s of dS[t, s] k[s] / sqrt(d), dk[s] = sum over t of dS[t, s] q[t] / sqrt(d)",
                "dW_in, db_in, dW_out, db_out, dx as of fc");
    }

    @Override
    public String semantics() {
        return "PyTorch's parameters, one weight for queries, keys and values; padding steps are no keys"
                + (causal ? "; a step sees no later step" : "");
    }

    /** A causal one does not depend on later steps either, but the keys and values of earlier steps are not kept between calls. */
    @Override
    public Optional<String> looksAhead(Shape in) {
        return Optional.of(
                causal ? "reads all earlier steps, which no call keeps for the next" : "reads later steps too");
    }

    @Override
    public Inference infer(Inputs inputs) {
        Incoming in = inputs.x();
        Place place = inputs.place();
        if (!(in.shape() instanceof Shape.Sequence sequence)) {
            return in.refused(Code.E0307, place, keyword(), "a sequence");
        }
        int features = sequence.features();
        if (features % heads != 0) {
            return Inference.mismatch(
                    in.problem(
                            Code.E0320,
                            place.argument("heads"),
                            "`heads = " + heads + "` must divide the " + features + " features of `" + in.giver()
                                    + "`"),
                    new Inference.Proposal(
                            "`heads = " + divisor(features) + "` divides them", replaced(place, divisor(features))));
        }
        double numbers = Math.max((double) PARTS * features * sequence.steps(), scores(sequence.steps()));
        if (numbers > TooLarge.MOST) {
            return Inference.mismatch(
                    in.problem(Code.E0601, place.call(), "attention is too large: " + TooLarge.counted(numbers)));
        }
        return Inference.fits(sequence, features + " / " + heads + " = " + features / heads + " features of each head");
    }

    /** How many scores a sample has. */
    private double scores(int steps) {
        return (double) heads * steps * steps;
    }

    private static Fix replaced(Place place, int heads) {
        return Fix.replace(place.argument("heads"), "" + heads);
    }

    /** The largest divisor of the features that is at most {@code heads}. */
    private int divisor(int features) {
        int divisor = Math.min(heads, features);
        while (features % divisor != 0) {
            divisor--;
        }
        return divisor;
    }

    @Override
    public List<Parameter> parameters(Shape in, TensorType type) {
        int features = in.features();
        int projected = Math.multiplyExact(PARTS, features);
        double bound = Math.sqrt(6.0 / ((double) features + projected)); // Glorot's, as PyTorch
        Parameter.Initial first = new Parameter.Initial("uniform", bound, Optional.empty());
        List<Parameter> all = new ArrayList<>();
        all.add(weight(INPUT_WEIGHT, projected, features, first));
        if (bias) {
            all.add(bias(INPUT_BIAS, projected));
        }
        all.add(weight(OUTPUT_WEIGHT, features, features, Parameter.Initial.uniform(features)));
        if (bias) {
            all.add(bias(OUTPUT_BIAS, features));
        }
        return all;
    }

    private static Parameter weight(String name, int units, int inputs, Parameter.Initial initial) {
        List<Integer> sizes = List.of(units, inputs);
        return new Parameter(name, sizes, TensorType.shared(sizes), Layout.weights(sizes), initial);
    }

    private static Parameter bias(String name, int units) {
        TensorType type = TensorType.shared(List.of(units));
        Layout layout = Layout.lanesLast(type, Halo.NONE, true);
        return new Parameter(name, List.of(units), type, layout, Parameter.Initial.constant(0));
    }

    @Override
    public Value forward(Scope scope) {
        int features = scope.in().features();
        Value projected = product(scope, "projection", PARTS * features, scope.x(), INPUT_WEIGHT, INPUT_BIAS);
        Value joined = scope.add("heads", new AttentionHeads(heads, causal), projected);
        scope.keep("projected", projected);
        scope.keep("heads", joined);
        return product(scope, "product", features, joined, OUTPUT_WEIGHT, OUTPUT_BIAS);
    }

    private Value product(Scope scope, String role, int units, Value x, String weight, String added) {
        Value product =
                scope.add(role, new MatrixProduct(units, units, true, Layout.panel(units)), x, scope.parameter(weight));
        return bias ? scope.add("biased " + role, Pointwise.BIAS, product, scope.parameter(added)) : product;
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        Value joined = scope.kept("heads");
        Value projected = scope.kept("projected");
        Value weights = scope.result(joined, AttentionHeads.WEIGHTS);
        Value ofHeads = productGradients(scope, "product", joined, dy, OUTPUT_WEIGHT, OUTPUT_BIAS);
        Value ofProjection = scope.add("heads gradient", new AttentionGradient(heads), ofHeads, projected, weights);
        scope.operandGradient(
                "x", productGradients(scope, "projection", scope.x(), ofProjection, INPUT_WEIGHT, INPUT_BIAS));
    }

    /** Adds the gradients of a product's weight and bias, and returns that of its operand. */
    private Value productGradients(Scope scope, String role, Value x, Value d, String weight, String added) {
        Value w = scope.parameter(weight);
        List<Integer> sizes = w.type().sizes();
        int panel = Layout.panel(sizes.get(0));
        scope.gradient(
                weight, scope.add(role + " weight gradient", new MatrixProduct.WeightGradient(true, panel), x, d));
        if (bias) {
            scope.gradient(added, scope.add(role + " bias gradient", new SumOverSamples(), d));
        }
        Transpose transpose = new Transpose(MatrixProduct.transposed(sizes), Layout.weights(sizes));
        Value transposed = scope.add(role + " transposed weight", transpose, w);
        return scope.add(role + " input gradient", new MatrixProduct.InputGradient(x.type()), d, transposed);
    }
}
