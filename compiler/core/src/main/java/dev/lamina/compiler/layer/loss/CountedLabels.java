package dev.lamina.compiler.layer.loss;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Expression.Comparison;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.op.Reduction;
import dev.lamina.compiler.op.StatementList;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * The operations of a cross-entropy whose labels count differently. The label y of a row has the weight w_y, or 0 if it is the ignored one.
 * With e the smoothing and t_k = (1 - e) · w_y · [k = y] + e / K · w_k for labels that are not ignored, the loss is Σ -t_k · log p_k over
 * all rows, divided by the sum of the weights of their labels, as PyTorch's {@code cross_entropy}; but 0 where no label counts, where
 * PyTorch has NaN. The weight of a sample multiplies t and w_y of all its rows. The gradient is dx_k = (p_k · Σ t - t_k) / sum of the
 * weights.
 *
 * @param scores how a value holds the scores
 * @param smoothing how much of each label is shared out among all classes
 * @param weighted whether classes have weights: an array of one for each
 * @param sampled whether samples have weights
 * @param ignored the label that does not count
 */
record CountedLabels(
        CrossEntropy.Scores scores, float smoothing, boolean weighted, boolean sampled, Optional<Integer> ignored) {
    static final String LOGS = "log probabilities";
    static final String LABELS = "labels";
    static final String TOTAL = "total";

    /** The operands of an operation, the weights last. */
    List<String> operands(String... names) {
        List<String> all = new ArrayList<>(List.of(names));
        if (weighted) {
            all.add(Loss.CLASS_WEIGHTS);
        }
        if (sampled) {
            all.add(Loss.WEIGHTS_OF_SAMPLES);
        }
        return all;
    }

    /** The weight of class {@code k}. */
    private static Expression weight(Lowering lowering, Affine k) {
        return lowering.operand(Loss.CLASS_WEIGHTS).load(Affine.ZERO, List.of(k));
    }

    /** {@code value} times the weight of the sample, if it has one. */
    private Expression ofSample(Lowering lowering, Affine n, Expression value) {
        return sampled ? value.times(lowering.operand(Loss.WEIGHTS_OF_SAMPLES).load(n, List.of())) : value;
    }

    private Expression unlessIgnored(Variable label, Expression value) {
        return ignored.<Expression>map(number -> new Expression.Select(
                        Comparison.EQUAL,
                        Expression.local(label),
                        Expression.constant(number),
                        Expression.constant(0),
                        value))
                .orElse(value);
    }

    private static Expression ifLabel(Variable label, Affine k, Expression then, Expression otherwise) {
        return new Expression.Select(
                Comparison.EQUAL, Expression.local(label), new Expression.IndexAsFloat(k), then, otherwise);
    }

    /** t_k of a row whose label is not ignored. */
    private Expression share(Lowering lowering, Affine k, Variable label) {
        float rest = smoothing / scores.classes();
        return ifLabel(label, k, times(lowering, k, 1 - smoothing + rest), times(lowering, k, rest));
    }

    private Expression times(Lowering lowering, Affine k, float share) {
        Expression constant = Expression.constant(share);
        if (!weighted || share == 0) {
            return constant;
        }
        return share == 1 ? weight(lowering, k) : weight(lowering, k).times(constant);
    }

    /**
     * One number for each sample: a total over its rows.
     *
     * @param label declared with the label of a row
     * @param ofRow what is computed for a row, before its part is added
     * @param next the total after a row, from the total before it
     */
    private Statement total(
            Lowering lowering,
            Variable label,
            BiFunction<Affine, List<Affine>, List<Statement>> ofRow,
            UnaryOperator<Expression> next) {
        Variable total = lowering.variable("total");
        return lowering.samples(n -> StatementList.of()
                .then(new Statement.Let(total, Expression.constant(0)))
                .then(lowering.rows(
                        lowering.operand(LOGS),
                        scores.steps(),
                        row -> StatementList.of()
                                .then(new Statement.Let(
                                        label, lowering.operand(LABELS).load(n, row)))
                                .then(ofRow.apply(n, row))
                                .then(new Statement.Assign(total, next.apply(Expression.local(total))))
                                .block()))
                .then(lowering.store(n, List.of(), ofSample(lowering, n, Expression.local(total))))
                .block());
    }

    /** The sum of the weights of the labels of one sample. */
    record Weight(CountedLabels of) implements Operation {
        @Override
        public String name() {
            return "weight of labels";
        }

        @Override
        public List<String> operands() {
            return of.operands(LOGS, LABELS);
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return TensorType.samples(List.of());
        }

        @Override
        public Statement lower(Lowering lowering) {
            Variable label = lowering.variable("label");
            Variable weight = lowering.variable("weight");
            return of.total(
                    lowering,
                    label,
                    (n, row) -> weightOf(lowering, lowering.operand(LOGS), row, label, weight),
                    total -> total.plus(of.unlessIgnored(label, Expression.local(weight))));
        }

        /** Declares {@code weight}. A label that is no class leaves it 0. */
        private List<Statement> weightOf(
                Lowering lowering, TensorView logs, List<Affine> row, Variable label, Variable weight) {
            if (!of.weighted) {
                return List.of(new Statement.Let(weight, Expression.constant(1)));
            }
            return List.of(new Statement.Let(weight, Expression.constant(0)), lowering.inOrder(logs, row, at -> {
                Affine k = of.scores.number(logs, at);
                return new Statement.Assign(weight, ifLabel(label, k, weight(lowering, k), Expression.local(weight)));
            }));
        }
    }

    /** Σ -t_k · log p_k of one sample, over its rows. */
    record Likelihood(CountedLabels of) implements Operation {
        @Override
        public String name() {
            return "weighted negative log-likelihood";
        }

        @Override
        public List<String> operands() {
            return of.operands(LOGS, LABELS);
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return TensorType.samples(List.of());
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView logs = lowering.operand(LOGS);
            Variable label = lowering.variable("label");
            Variable sum = lowering.variable("sum");
            return of.total(
                    lowering,
                    label,
                    (n, row) -> List.of(
                            new Statement.Let(sum, Expression.constant(0)),
                            lowering.inOrder(
                                    logs,
                                    row,
                                    at -> new Statement.Assign(sum, added(lowering, logs, n, at, label, sum)))),
                    total -> total.minus(of.unlessIgnored(label, Expression.local(sum))));
        }

        /** Without smoothing only the label's term counts, even where another class has probability 0. */
        private Expression added(
                Lowering lowering, TensorView logs, Affine n, List<Affine> at, Variable label, Variable sum) {
            Affine k = of.scores.number(logs, at);
            Expression log = logs.load(n, at);
            return of.smoothing == 0
                    ? ifLabel(label, k, of.weighted ? weight(lowering, k).times(log) : log, Expression.local(sum))
                    : new Expression.Fma(of.share(lowering, k, label), log, Expression.local(sum));
        }
    }

    /** dx_k = (p_k · Σ t - t_k) / total, 0 where the label is ignored or no label counts. */
    record Gradient(CountedLabels of) implements Operation {
        @Override
        public String name() {
            return "gradient of softmax with weighted cross-entropy";
        }

        @Override
        public List<String> operands() {
            return of.operands(LOGS, LABELS, TOTAL);
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return operands.get(LOGS);
        }

        @Override
        public boolean fillsPadding() {
            return false;
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView logs = lowering.operand(LOGS);
            Variable label = lowering.variable("label");
            Variable share = lowering.variable("share");
            Variable counted = lowering.variable("counted");
            Variable sum = lowering.variable("sum");
            return Statement.block(
                    new Statement.Let(share, WeightedMean.share(lowering.operand(TOTAL))),
                    lowering.samples(n -> CrossEntropy.withoutPadding(
                            lowering,
                            n,
                            lowering.rows(
                                    logs,
                                    of.scores.steps(),
                                    row -> StatementList.of()
                                            .then(new Statement.Let(
                                                    label,
                                                    lowering.operand(LABELS).load(n, row)))
                                            .then(new Statement.Let(
                                                    counted,
                                                    of.unlessIgnored(
                                                            label, of.ofSample(lowering, n, Expression.local(share)))))
                                            .then(Reduction.sum(
                                                    lowering,
                                                    logs,
                                                    row,
                                                    at -> of.share(lowering, of.scores.number(logs, at), label),
                                                    sum))
                                            .then(lowering.inOrder(
                                                    logs,
                                                    row,
                                                    at -> lowering.store(
                                                            n,
                                                            at,
                                                            element(lowering, logs, n, at, label, sum)
                                                                    .times(Expression.local(counted)))))
                                            .block()))));
        }

        private Expression element(
                Lowering lowering, TensorView logs, Affine n, List<Affine> at, Variable label, Variable sum) {
            Expression t = of.share(lowering, of.scores.number(logs, at), label);
            return new Expression.Fma(
                    logs.load(n, at).apply(Expression.UnaryOperator.EXP),
                    Expression.local(sum),
                    new Expression.Unary(Expression.UnaryOperator.NEGATE, t));
        }
    }
}
