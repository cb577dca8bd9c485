package dev.lamina.compiler.layer.loss;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.layer.Incoming;
import dev.lamina.compiler.layer.Inference;
import dev.lamina.compiler.layer.Inputs;
import dev.lamina.compiler.layer.Scope;
import dev.lamina.compiler.layer.Softmax;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.op.Reduction;
import dev.lamina.compiler.op.StatementList;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.Arguments;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.signature.Environment;
import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import dev.lamina.compiler.tensor.Value;
import dev.lamina.runtime.GroundTruth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Cross-entropy of class numbers against logits: the mean over the batch of -Σ t_k · log p_k, with log p = log-softmax(x) shifted by the
 * maximum (exact for logits of ±1e4) and t = (1 - e) · onehot + e / K for label smoothing e. Gradient: dx = (p - t) / N. A sequence [T, K]
 * has a label for each step: the mean is over the batch and the steps, dx = (p - t) / (N · T). Each direction consists of two operations; a
 * pass merges those of the gradient. With class weights or an ignored label it is what {@link CountedLabels} says.
 *
 * @param ignored the label that does not count
 */
public record CrossEntropy(double smoothing, ClassWeights weights, Optional<Integer> ignored) implements Loss {
    /** Kernels read labels as floats, which hold whole numbers up to this one exactly. */
    private static final int MOST_LABEL = 1 << 24;

    public static final CallKind<Loss> KIND = new CallKind<>(
            "cross_entropy",
            Category.LOSS,
            CallKind.ValueCount.OPTIONAL,
            List.of(
                    ArgumentKind.number("smoothing", "0", 0, 1, "label smoothing"),
                    ClassWeights.argument(
                            "weights",
                            "how much each class counts; `balanced` counts the classes of the training data, so that all"
                                    + " together count the same"),
                    ArgumentKind.optionalWhole(
                                    "ignore", "the label of samples or steps that do not count, such as -100")
                            .atLeast(-MOST_LABEL)
                            .upTo(MOST_LABEL)
                            .inTrainingOnly(),
                    SAMPLE_WEIGHTS,
                    WEIGHT),
            "negative log-likelihood of a class number, from logits",
            arguments -> new CrossEntropy(
                    arguments.number("smoothing"), ClassWeights.of(arguments, "weights"), ignored(arguments)));

    private static Optional<Integer> ignored(Arguments arguments) {
        OptionalInt given = arguments.wholeIfGiven("ignore");
        return given.isPresent() ? Optional.of(given.getAsInt()) : Optional.empty();
    }

    @Override
    public String keyword() {
        return "cross_entropy";
    }

    @Override
    public String semantics() {
        return "mean over batch and steps of -log softmax, shifted by the maximum"
                + (smoothing == 0 ? "" : "; labels smoothed by " + Environment.show(smoothing))
                + (weights.areThere() ? "; class weights " + weights.text() + ", divided by their sum" : "")
                + ignored.map(label -> "; label " + label + " ignored").orElse("");
    }

    @Override
    public Inference infer(Inputs inputs) {
        Incoming in = inputs.x();
        Place place = inputs.place();
        boolean rows = in.shape() instanceof Shape.Vector || in.shape() instanceof Shape.Sequence;
        if (rows && classes(in.shape()) == 1) {
            return ofOneScore(in, place);
        }
        if (rows && !weights.given().isEmpty() && weights.given().size() != classes(in.shape())) {
            return otherCount(in, place);
        }
        return rows
                ? Inference.fits(in.shape(), "")
                : Inference.mismatch(
                        in.mismatch(Code.E0306, place.call(), "cross_entropy", "a vector with a number for each class"),
                        new Inference.Proposal(
                                "flatten it first, giving %s", Fix.statementBefore(place.statement(), "flatten")));
    }

    private static Inference ofOneScore(Incoming in, Place place) {
        Span call = place.call();
        Span keyword =
                call.file().span(call.start(), call.start() + KIND.keyword().length());
        Diagnostic problem = in.mismatch(Code.E0540, call, "cross_entropy", "the scores of at least two classes");
        if (!place.arguments().isEmpty()) { // binary_cross_entropy may have no such arguments
            return Inference.mismatch(problem.help(
                    "it needs two, from `fc(2)`; `binary_cross_entropy` takes one score for the labels 0 and 1"));
        }
        return Inference.mismatch(
                problem,
                new Inference.Proposal(
                        "`binary_cross_entropy` takes one score for the labels 0 and 1; `cross_entropy` needs two, from `fc(2)`",
                        Fix.replace(keyword, BinaryCrossEntropy.KIND.keyword())));
    }

    private Inference otherCount(Incoming in, Place place) {
        String message = "`weights` has " + weights.given().size() + " numbers, but `" + in.giver() + "` gives "
                + in.shape() + ": scores of " + classes(in.shape()) + " classes";
        return Inference.mismatch(in.problem(Code.E0541, place.argument("weights"), message));
    }

    private static long classes(Shape scores) {
        return scores instanceof Shape.Sequence sequence ? sequence.features() : scores.size();
    }

    @Override
    public GroundTruth groundTruth() {
        return GroundTruth.LABELS;
    }

    @Override
    public Optional<String> applies() {
        return Optional.of(Softmax.KIND.keyword());
    }

    @Override
    public double of(float[] scores, int at, int classes, int label, double[] classWeights) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < classes; i++) {
            largest = Math.max(largest, scores[at + i]);
        }
        double sum = 0;
        for (int i = 0; i < classes; i++) {
            sum += StrictMath.exp(scores[at + i] - largest);
        }
        double log = StrictMath.log(sum) + largest;
        double loss = (1 - smoothing) * classWeights[label] * (log - scores[at + label]);
        for (int i = 0; i < classes && smoothing > 0; i++) {
            loss += smoothing / classes * classWeights[i] * (log - scores[at + i]);
        }
        return loss;
    }

    @Override
    public boolean weighsLabels() {
        return weights.areThere() || ignored.isPresent();
    }

    @Override
    public ClassWeights classWeights() {
        return weights;
    }

    @Override
    public int weightCount(Shape output) {
        return (int) classes(output);
    }

    @Override
    public Value forward(Scope scope, Value output, Value labels) {
        Scores scores = scores(scope);
        Value logProbabilities = scope.add("log probabilities", new LogSoftmax(scores), output);
        scope.keep("log probabilities", logProbabilities);
        if (isCounted(scope)) {
            return counted(scope, logProbabilities, labels);
        }
        Value each = scope.add("likelihood", new Likelihood(scores, (float) smoothing), logProbabilities, labels);
        return scope.add("mean", new MeanOverBatch(scores.count(output.type())), each);
    }

    @Override
    public Value backward(Scope scope, Value output, Value labels) {
        Value logProbabilities = scope.kept("log probabilities");
        Scores scores = scores(scope);
        if (isCounted(scope)) {
            return scope.add(
                    "gradient",
                    new CountedLabels.Gradient(counting(scope)),
                    operands(scope, logProbabilities, labels, scope.kept(CountedLabels.TOTAL)));
        }
        Value d = scope.add(
                "likelihood gradient", new LikelihoodGradient(scores, (float) smoothing), logProbabilities, labels);
        return scope.add("gradient", new LogSoftmaxGradient(scores), d, logProbabilities);
    }

    /** Whether labels do not all count the same. */
    private boolean isCounted(Scope scope) {
        return weighsLabels() || scope.keeps(WEIGHTS_OF_SAMPLES);
    }

    private CountedLabels counting(Scope scope) {
        return new CountedLabels(
                scores(scope), (float) smoothing, weights.areThere(), scope.keeps(WEIGHTS_OF_SAMPLES), ignored);
    }

    private Value counted(Scope scope, Value logProbabilities, Value labels) {
        Value[] operands = operands(scope, logProbabilities, labels);
        Value each = scope.add("weight of labels", new CountedLabels.Weight(counting(scope)), operands);
        Value total = scope.keeps(WHOLE_WEIGHT)
                ? scope.add("total weight", new WeightedMean.Total(true), each, scope.kept(WHOLE_WEIGHT))
                : scope.add("total weight", new WeightedMean.Total(false), each);
        scope.keep(CountedLabels.TOTAL, total);
        Value sums = scope.add("likelihood", new CountedLabels.Likelihood(counting(scope)), operands);
        return scope.add("mean", new WeightedMean(), sums, total);
    }

    /** These values, and the weights of classes and samples if there are any. */
    private Value[] operands(Scope scope, Value... values) {
        List<Value> all = new ArrayList<>(List.of(values));
        counting(scope).operands().forEach(name -> all.add(scope.kept(name)));
        return all.toArray(Value[]::new);
    }

    /** Steps of padding get the gradient 0. */
    static Statement withoutPadding(Lowering lowering, Affine n, Statement rows) {
        return lowering.result().type().overTime()
                ? Statement.block(rows, lowering.result().clearPadding(n))
                : rows;
    }

    private static Scores scores(Scope scope) {
        return scope.in() instanceof Shape.Sequence sequence
                ? new Scores(true, sequence.features())
                : new Scores(false, scope.in().size());
    }

    /**
     * How a value holds the scores of the classes.
     *
     * @param steps whether each step has a row of scores; else a whole sample is one row
     * @param classes how many scores a row has
     */
    record Scores(boolean steps, long classes) {
        /** How many rows of scores a call has. */
        Affine count(TensorType x) {
            return steps ? x.allSteps() : MeanOverBatch.SAMPLES;
        }

        /** The class that an element is the score of. */
        Affine number(TensorView x, List<Affine> at) {
            return steps ? at.get(1) : Layout.dense(x.type()).index(at);
        }
    }

    /** t_k, the weight of class {@code k} where the label is {@code label}. */
    private static Expression weight(float smoothing, long classes, Expression label, Affine k) {
        float rest = smoothing / classes;
        return new Expression.Select(
                Expression.Comparison.EQUAL,
                label,
                new Expression.IndexAsFloat(k),
                Expression.constant(1 - smoothing + rest),
                Expression.constant(rest));
    }

    /** y = x - max - log Σ exp(x - max). */
    record LogSoftmax(Scores scores) implements Operation {
        @Override
        public String name() {
            return "log softmax";
        }

        @Override
        public List<String> operands() {
            return List.of("x");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return operands.get("x");
        }

        @Override
        public boolean fillsPadding() {
            return false;
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView x = lowering.operand("x");
            Variable max = lowering.variable("max");
            Variable sum = lowering.variable("sum");
            Variable log = lowering.variable("log");
            return lowering.samples(n -> lowering.rows(
                    x,
                    scores.steps(),
                    row -> StatementList.of()
                            .then(Reduction.exponentials(lowering, x, n, row, max, sum))
                            .then(new Statement.Let(log, Expression.local(sum).apply(Expression.UnaryOperator.LOG)))
                            .then(lowering.lanes(
                                    x,
                                    row,
                                    at -> lowering.store(
                                            n,
                                            at,
                                            x.load(n, at)
                                                    .minus(Expression.local(max))
                                                    .minus(Expression.local(log)))))
                            .block()));
        }
    }

    /** -Σ t_k · log p_k of one sample, over its steps. */
    record Likelihood(Scores scores, float smoothing) implements Operation {
        @Override
        public String name() {
            return "negative log-likelihood";
        }

        @Override
        public List<String> operands() {
            return List.of("log probabilities", "labels");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return TensorType.samples(List.of());
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView logs = lowering.operand("log probabilities");
            TensorView labels = lowering.operand("labels");
            Variable label = lowering.variable("label");
            Variable sum = lowering.variable("sum");
            Variable total = lowering.variable("total");
            return lowering.samples(n -> StatementList.of()
                    .then(new Statement.Let(total, Expression.constant(0)))
                    .then(lowering.rows(
                            logs,
                            scores.steps(),
                            row -> Statement.block(
                                    new Statement.Let(label, labels.load(n, row)),
                                    new Statement.Let(sum, Expression.constant(0)),
                                    lowering.inOrder(
                                            logs,
                                            row,
                                            at -> new Statement.Assign(
                                                    sum, added(logs, n, at, label, Expression.local(sum)))),
                                    new Statement.Assign(
                                            total, Expression.local(total).plus(Expression.local(sum))))))
                    .then(lowering.store(
                            n,
                            List.of(),
                            new Expression.Unary(Expression.UnaryOperator.NEGATE, Expression.local(total))))
                    .block());
        }

        /** Without smoothing only the label's term counts, even where another class has probability 0. */
        private Expression added(TensorView logs, Affine n, List<Affine> at, Variable label, Expression sum) {
            Affine k = scores.number(logs, at);
            Expression log = logs.load(n, at);
            return smoothing == 0
                    ? new Expression.Select(
                            Expression.Comparison.EQUAL,
                            Expression.local(label),
                            new Expression.IndexAsFloat(k),
                            log,
                            sum)
                    : new Expression.Fma(weight(smoothing, scores.classes(), Expression.local(label), k), log, sum);
        }
    }

    /** d log p_k = -t_k / N, with steps -t_k / (N · T). It reads only the shape of the log probabilities. */
    record LikelihoodGradient(Scores scores, float smoothing) implements Operation {
        @Override
        public String name() {
            return "gradient of likelihood";
        }

        @Override
        public List<String> operands() {
            return List.of("log probabilities", "labels");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return operands.get("log probabilities");
        }

        @Override
        public boolean fillsPadding() {
            return false;
        }

        /** The element at {@code at}. */
        Expression element(TensorView logs, List<Affine> at, Variable label, Variable share) {
            Affine k = scores.number(logs, at);
            return new Expression.Unary(
                            Expression.UnaryOperator.NEGATE,
                            weight(smoothing, scores.classes(), Expression.local(label), k))
                    .times(Expression.local(share));
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView logs = lowering.operand("log probabilities");
            TensorView labels = lowering.operand("labels");
            Variable label = lowering.variable("label");
            Variable share = lowering.variable("share");
            return Statement.block(
                    new Statement.Let(share, MeanOverBatch.share(scores.count(logs.type()))),
                    lowering.samples(n -> lowering.rows(
                            logs,
                            scores.steps(),
                            row -> Statement.block(
                                    new Statement.Let(label, labels.load(n, row)),
                                    lowering.inOrder(
                                            logs,
                                            row,
                                            at -> lowering.store(n, at, element(logs, at, label, share)))))));
        }
    }

    /** dx = d - exp(log p) · Σ d. */
    record LogSoftmaxGradient(Scores scores) implements Operation {
        @Override
        public String name() {
            return "gradient of log softmax";
        }

        @Override
        public List<String> operands() {
            return List.of("d", "log probabilities");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return operands.get("d");
        }

        @Override
        public boolean fillsPadding() {
            return false;
        }

        @Override
        public Optional<Operation> mergedWith(Operation producer, String operand) {
            return operand.equals("d") && producer instanceof LikelihoodGradient likelihood
                    ? Optional.of(new Gradient(likelihood))
                    : Optional.empty();
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView d = lowering.operand("d");
            TensorView logs = lowering.operand("log probabilities");
            Variable sum = lowering.variable("sum");
            return lowering.samples(n -> withoutPadding(
                    lowering,
                    n,
                    lowering.rows(
                            d,
                            scores.steps(),
                            row -> StatementList.of()
                                    .then(Reduction.sum(lowering, d, row, at -> d.load(n, at), sum))
                                    .then(lowering.inOrder(
                                            d,
                                            row,
                                            at -> lowering.store(n, at, element(logs.load(n, at), d.load(n, at), sum))))
                                    .block())));
        }

        static Expression element(Expression log, Expression d, Variable sum) {
            return new Expression.Fma(
                    log.apply(Expression.UnaryOperator.EXP),
                    new Expression.Unary(Expression.UnaryOperator.NEGATE, Expression.local(sum)),
                    d);
        }
    }

    /**
     * Both gradients in one: dx = (p - t) / N, with steps (p - t) / (N · T), without an array for d log p, and without the Jacobian. The
     * arithmetic is that of the two operations, so the result has the same bits.
     */
    record Gradient(LikelihoodGradient inner) implements Operation {
        @Override
        public String name() {
            return "gradient of softmax with cross-entropy";
        }

        @Override
        public List<String> operands() {
            return List.of("log probabilities", "labels");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return operands.get("log probabilities");
        }

        @Override
        public boolean fillsPadding() {
            return false;
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView logs = lowering.operand("log probabilities");
            TensorView labels = lowering.operand("labels");
            Variable label = lowering.variable("label");
            Variable share = lowering.variable("share");
            Variable sum = lowering.variable("sum");
            return Statement.block(
                    new Statement.Let(share, MeanOverBatch.share(inner.scores().count(logs.type()))),
                    lowering.samples(n -> withoutPadding(
                            lowering,
                            n,
                            lowering.rows(
                                    logs,
                                    inner.scores().steps(),
                                    row -> StatementList.of()
                                            .then(new Statement.Let(label, labels.load(n, row)))
                                            .then(Reduction.sum(
                                                    lowering,
                                                    logs,
                                                    row,
                                                    at -> inner.element(logs, at, label, share),
                                                    sum))
                                            .then(lowering.inOrder(
                                                    logs,
                                                    row,
                                                    at -> lowering.store(
                                                            n,
                                                            at,
                                                            LogSoftmaxGradient.element(
                                                                    logs.load(n, at),
                                                                    inner.element(logs, at, label, share),
                                                                    sum))))
                                            .block()))));
        }
    }
}
