package dev.lamina.compiler.layer;

import dev.lamina.compiler.loop.Affine;
import dev.lamina.compiler.loop.Expression;
import dev.lamina.compiler.loop.Statement;
import dev.lamina.compiler.loop.Variable;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Fix;
import java.util.List;

/**
 * Cross-entropy of class numbers against logits: the mean over the batch of -Σ t_k · log p_k, with log p = log-softmax(x) shifted by
 * the maximum (exact for logits of ±1e4) and t = (1 - e) · onehot + e / K for label smoothing e. Gradient: dx = (p - t) / N. Written as
 * two operations a direction; a pass fuses those of the gradient.
 */
record CrossEntropy(double smoothing, Place place) implements Loss {
    static final CallKind<Loss> KIND = new CallKind<>(
            "cross_entropy",
            List.of(ArgumentKind.number("smoothing", "0", 0, 1, "label smoothing")),
            "negative log-likelihood of a class number, from logits",
            arguments -> new CrossEntropy(arguments.number("smoothing"), arguments.place()));

    @Override
    public String keyword() {
        return "cross_entropy";
    }

    @Override
    public Inference infer(Incoming in) {
        return in.shape() instanceof Shape.Vector
                ? Inference.fits(in.shape(), "")
                : Inference.mismatch(
                        in.mismatch(Code.E0306, place.call(), "cross_entropy", "a vector with a number for each class"),
                        new Inference.Proposal(
                                "flatten it first, giving %s", Fix.statementBefore(place.statement(), "flatten")));
    }

    @Override
    public boolean takesLabels() {
        return true;
    }

    @Override
    public Value forward(Scope scope, Value output, Value labels) {
        Value logProbabilities = scope.add("log probabilities", new LogSoftmax(), output);
        scope.keep("log probabilities", logProbabilities);
        Value each = scope.add("likelihood", new Likelihood((float) smoothing), logProbabilities, labels);
        return scope.add("mean", new Mean(Mean.SAMPLES), each);
    }

    @Override
    public Value backward(Scope scope, Value output, Value labels) {
        Value logProbabilities = scope.kept("log probabilities");
        Value d = scope.add("likelihood gradient", new LikelihoodGradient((float) smoothing), logProbabilities, labels);
        return scope.add("gradient", new LogSoftmaxGradient(), d, logProbabilities);
    }

    /** t_k, the weight of class {@code k} where the label is {@code label}. */
    private static Expression weight(float smoothing, long classes, Expression label, Affine k) {
        float rest = smoothing / classes;
        return new Expression.Select(
                Expression.Comparison.EQUAL,
                label,
                new Expression.Position(k),
                Expression.constant(1 - smoothing + rest),
                Expression.constant(rest));
    }

    private static Affine classNumber(Placed x, List<Affine> at) {
        return Layout.dense(x.type()).index(at);
    }

    /** y = x - max - log Σ exp(x - max). */
    record LogSoftmax() implements Operation {
        @Override
        public String name() {
            return "log softmax";
        }

        @Override
        public TensorType type(List<TensorType> operands) {
            return operands.get(0);
        }

        @Override
        public boolean fillsPadding() {
            return false;
        }

        @Override
        public Statement lower(Lowering lowering) {
            Placed x = lowering.operand(0);
            Variable max = lowering.variable("max");
            Variable sum = lowering.variable("sum");
            Variable log = lowering.variable("log");
            return lowering.samples(n -> Sweeps.of()
                    .then(Softmax.exponentials(lowering, n, max, sum))
                    .then(new Statement.Let(log, Expression.local(sum).apply(Expression.UnaryOperator.LOG)))
                    .then(lowering.lanes(
                            x,
                            at -> lowering.store(
                                    n,
                                    at,
                                    x.load(n, at).minus(Expression.local(max)).minus(Expression.local(log)))))
                    .block());
        }
    }

    /** -Σ t_k · log p_k of one sample; operands log p, labels. */
    record Likelihood(float smoothing) implements Operation {
        @Override
        public String name() {
            return "negative log-likelihood";
        }

        @Override
        public TensorType type(List<TensorType> operands) {
            return TensorType.samples(List.of());
        }

        @Override
        public Statement lower(Lowering lowering) {
            Placed logs = lowering.operand(0);
            Placed labels = lowering.operand(1);
            Variable label = lowering.variable("label");
            Variable sum = lowering.variable("sum");
            return lowering.samples(n -> Sweeps.of()
                    .then(new Statement.Let(label, labels.load(n, List.of())))
                    .then(new Statement.Let(sum, Expression.constant(0)))
                    .then(lowering.inOrder(
                            logs, at -> new Statement.Assign(sum, added(logs, n, at, label, Expression.local(sum)))))
                    .then(lowering.store(
                            n, List.of(), new Expression.Unary(Expression.UnaryOperator.NEGATE, Expression.local(sum))))
                    .block());
        }

        /** Without smoothing only the label's term counts, even where another class has probability 0. */
        private Expression added(Placed logs, Affine n, List<Affine> at, Variable label, Expression sum) {
            Affine k = classNumber(logs, at);
            Expression log = logs.load(n, at);
            return smoothing == 0
                    ? new Expression.Select(
                            Expression.Comparison.EQUAL, Expression.local(label), new Expression.Position(k), log, sum)
                    : new Expression.Fma(weight(smoothing, logs.type().size(), Expression.local(label), k), log, sum);
        }
    }

    /** d log p_k = -t_k / N; operands log p (for its shape), labels. */
    record LikelihoodGradient(float smoothing) implements Operation {
        @Override
        public String name() {
            return "gradient of likelihood";
        }

        @Override
        public TensorType type(List<TensorType> operands) {
            return operands.get(0);
        }

        @Override
        public boolean fillsPadding() {
            return false;
        }

        /** -t_k / N. */
        Expression element(Expression label, Affine k, long classes, Expression share) {
            return new Expression.Unary(Expression.UnaryOperator.NEGATE, weight(smoothing, classes, label, k))
                    .times(share);
        }

        @Override
        public Statement lower(Lowering lowering) {
            Placed logs = lowering.operand(0);
            Placed labels = lowering.operand(1);
            Variable label = lowering.variable("label");
            Variable share = lowering.variable("share");
            return Statement.block(
                    new Statement.Let(share, Mean.share()),
                    lowering.samples(n -> Statement.block(
                            new Statement.Let(label, labels.load(n, List.of())),
                            lowering.inOrder(
                                    logs,
                                    at -> lowering.store(
                                            n,
                                            at,
                                            element(
                                                    Expression.local(label),
                                                    classNumber(logs, at),
                                                    logs.type().size(),
                                                    Expression.local(share)))))));
        }
    }

    /** dx = d - exp(log p) · Σ d; operands d, log p. */
    record LogSoftmaxGradient() implements Operation {
        @Override
        public String name() {
            return "gradient of log softmax";
        }

        @Override
        public TensorType type(List<TensorType> operands) {
            return operands.get(0);
        }

        @Override
        public boolean fillsPadding() {
            return false;
        }

        @Override
        public Statement lower(Lowering lowering) {
            Placed d = lowering.operand(0);
            Placed logs = lowering.operand(1);
            Variable sum = lowering.variable("sum");
            return lowering.samples(n -> Sweeps.of()
                    .then(Softmax.sum(lowering, d, at -> d.load(n, at), sum))
                    .then(lowering.inOrder(
                            d, at -> lowering.store(n, at, element(logs.load(n, at), d.load(n, at), sum))))
                    .block());
        }

        static Expression element(Expression log, Expression d, Variable sum) {
            return new Expression.Fma(
                    log.apply(Expression.UnaryOperator.EXP),
                    new Expression.Unary(Expression.UnaryOperator.NEGATE, Expression.local(sum)),
                    d);
        }
    }

    /**
     * Both gradients in one: dx = (p - t) / N without an array for d log p, and without the Jacobian; operands log p, labels. The
     * arithmetic is that of the two operations, so the bits are theirs.
     */
    record Gradient(LikelihoodGradient inner) implements Operation {
        @Override
        public String name() {
            return "gradient of softmax with cross-entropy";
        }

        @Override
        public TensorType type(List<TensorType> operands) {
            return operands.get(0);
        }

        @Override
        public boolean fillsPadding() {
            return false;
        }

        @Override
        public Statement lower(Lowering lowering) {
            Placed logs = lowering.operand(0);
            Placed labels = lowering.operand(1);
            Variable label = lowering.variable("label");
            Variable share = lowering.variable("share");
            Variable sum = lowering.variable("sum");
            return Statement.block(
                    new Statement.Let(share, Mean.share()),
                    lowering.samples(n -> Sweeps.of()
                            .then(new Statement.Let(label, labels.load(n, List.of())))
                            .then(Softmax.sum(lowering, logs, at -> d(logs, at, label, share), sum))
                            .then(lowering.inOrder(
                                    logs,
                                    at -> lowering.store(
                                            n,
                                            at,
                                            LogSoftmaxGradient.element(
                                                    logs.load(n, at), d(logs, at, label, share), sum))))
                            .block()));
        }

        private Expression d(Placed logs, List<Affine> at, Variable label, Variable share) {
            return inner.element(
                    Expression.local(label), classNumber(logs, at), logs.type().size(), Expression.local(share));
        }
    }
}
