package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.op.Epilogue;
import dev.lamina.compiler.op.ExtraResult;
import dev.lamina.compiler.op.FeatureTerm;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.op.StatementList;
import dev.lamina.compiler.op.SumAcrossSamples;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import dev.lamina.compiler.tensor.TimeAxis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The operations of batch normalisation in training. All that they compute for each feature is 0 in padding lanes. */
final class BatchStatistics {
    /** The further result of {@link Variance}. */
    static final String SCALE = "scale";

    /** The further result of {@link Coefficients}. */
    static final String SLOPE = "slope";

    private BatchStatistics() {}

    /** √(variance + epsilon). */
    static Expression root(Expression variance, double epsilon) {
        return variance.plus(Activations.constant(epsilon)).apply(Expression.UnaryOperator.SQUARE_ROOT);
    }

    /** Loads the element of an operand with a number for each feature. */
    private static Expression load(Lowering lowering, String operand, List<Affine> at) {
        return lowering.operand(operand).load(Affine.ZERO, at);
    }

    /**
     * How many elements of a batch each feature has.
     *
     * @param steps the time axis of the elements, if they have one
     */
    record ElementCount(Affine number, Optional<TimeAxis> steps) {}

    /**
     * Σ x / count.
     *
     * @param count how many elements of a batch each feature has
     */
    record Mean(ElementCount count) implements SumAcrossSamples {
        @Override
        public String name() {
            return "mean of batch";
        }

        @Override
        public Optional<TimeAxis> steps(Operands<TensorType> operands) {
            return count.steps();
        }

        @Override
        public FeatureTerm term() {
            return FeatureTerm.ELEMENT;
        }

        @Override
        public Statement store(Lowering lowering, List<Affine> at, Expression sum) {
            return lowering.store(Affine.ZERO, at, sum.dividedBy(new Expression.IndexAsFloat(count.number())));
        }
    }

    /** var = Σ (x - mean)² / count, and as a further result weight / √(var + epsilon). */
    record Variance(FeatureTerm term, ElementCount count, double epsilon) implements SumAcrossSamples {
        @Override
        public String name() {
            return "variance of batch";
        }

        @Override
        public Optional<TimeAxis> steps(Operands<TensorType> operands) {
            return count.steps();
        }

        @Override
        public List<String> operands() {
            List<String> all = new ArrayList<>(term.operands());
            all.add("weight");
            return all;
        }

        @Override
        public List<ExtraResult> extras(Operands<TensorType> operands) {
            return List.of(ExtraResult.of(SCALE, type(operands)));
        }

        @Override
        public Statement store(Lowering lowering, List<Affine> at, Expression sum) {
            Variable variance = lowering.variable("variance");
            Expression scale =
                    BatchStatistics.load(lowering, "weight", at).dividedBy(root(Expression.local(variance), epsilon));
            return Statement.block(
                    new Statement.Let(variance, sum.dividedBy(new Expression.IndexAsFloat(count.number()))),
                    lowering.result(SCALE).store(Affine.ZERO, at, scale),
                    lowering.store(Affine.ZERO, at, Expression.local(variance)));
        }
    }

    /** Moves the running values towards those of a batch, and counts the batch. A batch with one element for each feature is left out. */
    record Running(double momentum, ElementCount count) implements Operation {
        @Override
        public String name() {
            return "running statistics";
        }

        @Override
        public Optional<TimeAxis> steps(Operands<TensorType> operands) {
            return count.steps();
        }

        @Override
        public List<String> operands() {
            return List.of("running mean", "running variance", "batches", "mean", "variance");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return operands.get("running mean");
        }

        @Override
        public Statement lower(Lowering lowering) {
            Expression several = new Expression.IndexAsFloat(count.number());
            Expression unbiased =
                    several.dividedBy(new Expression.IndexAsFloat(count.number().plus(-1)));
            TensorView mean = lowering.operand("running mean");
            TensorView variance = lowering.operand("running variance");
            TensorView batches = lowering.operand("batches");
            Expression counted = batches.load(Affine.ZERO, List.of()).plus(Expression.constant(1));
            Statement all = Statement.block(
                    lowering.lanes(
                            mean,
                            at -> Statement.block(
                                    moved(mean, at, load(lowering, "mean", at)),
                                    moved(
                                            variance,
                                            at,
                                            load(lowering, "variance", at).times(unbiased)))),
                    batches.store(Affine.ZERO, List.of(), counted));
            boolean alwaysSeveral = count.number().coefficient(Symbol.BATCH) > 1;
            return alwaysSeveral ? all : new Statement.When(Affine.of(1), count.number(), all, Statement.block());
        }

        private Statement moved(TensorView running, List<Affine> at, Expression next) {
            return running.store(
                    Affine.ZERO,
                    at,
                    running.load(Affine.ZERO, at)
                            .times(Activations.constant(1 - momentum))
                            .plus(next.times(Activations.constant(momentum))));
        }
    }

    /** Σ dy (x - mean) / √(var + epsilon). */
    record WeightGradient(FeatureTerm term, double epsilon) implements SumAcrossSamples {
        @Override
        public String name() {
            return "gradient of weight";
        }

        @Override
        public List<String> operands() {
            List<String> all = new ArrayList<>(term.operands());
            all.add("variance");
            return all;
        }

        @Override
        public Statement store(Lowering lowering, List<Affine> at, Expression sum) {
            Expression root = root(BatchStatistics.load(lowering, "variance", at), epsilon);
            return lowering.store(Affine.ZERO, at, sum.dividedBy(root));
        }
    }

    /** What {@link InputGradient} needs of the gradients of bias and weight: dbias / count, and dweight / (count √(var + epsilon)). */
    record Coefficients(ElementCount count, double epsilon) implements Operation {
        @Override
        public String name() {
            return "coefficients of gradient";
        }

        @Override
        public Optional<TimeAxis> steps(Operands<TensorType> operands) {
            return count.steps();
        }

        @Override
        public List<String> operands() {
            return List.of("dbias", "dweight", "variance");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return operands.get("dbias");
        }

        @Override
        public List<ExtraResult> extras(Operands<TensorType> operands) {
            return List.of(ExtraResult.of(SLOPE, type(operands)));
        }

        @Override
        public Statement lower(Lowering lowering) {
            Expression all = new Expression.IndexAsFloat(count.number());
            TensorView slope = lowering.result(SLOPE);
            return lowering.everywhere((n, at) -> Statement.block(
                    slope.store(
                            Affine.ZERO,
                            at,
                            load(lowering, "dweight", at)
                                    .dividedBy(root(load(lowering, "variance", at), epsilon)
                                            .times(all))),
                    lowering.store(n, at, load(lowering, "dbias", at).dividedBy(all))));
        }
    }

    /** dx = (dy - shift - (x - mean) slope) scale; 0 in padding steps, where dy is 0 too, but the other terms are not. */
    record InputGradient() implements Operation {
        private static final Pointwise FUNCTION = Pointwise.of(
                "gradient of batchnorm",
                List.of("dy", "x", "mean", "scale", "shift", "slope"),
                in -> new Expression.Fma(
                                in.get("mean").minus(in.get("x")),
                                in.get("slope"),
                                in.get("dy").minus(in.get("shift")))
                        .times(in.get("scale")));

        @Override
        public String name() {
            return FUNCTION.name();
        }

        @Override
        public List<String> operands() {
            return FUNCTION.operands();
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return operands.get("dy");
        }

        @Override
        public Epilogue epilogue() {
            return Epilogue.POINTWISE;
        }

        @Override
        public Optional<String> inPlaceOf() {
            return Optional.of("dy");
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView dx = lowering.result();
            return lowering.samples(n -> StatementList.of()
                    .then(lowering.ownLanes(
                            dx,
                            at -> lowering.store(
                                    n,
                                    at,
                                    FUNCTION,
                                    lowering.operands()
                                            .map(each -> Pointwise.along(each, n, at))
                                            .values())))
                    .then(dx.clearPadding(n))
                    .block());
        }
    }
}
