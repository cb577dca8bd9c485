package dev.lamina.compiler.model;

import dev.lamina.compiler.layer.Incoming;
import dev.lamina.compiler.layer.Inference;
import dev.lamina.compiler.layer.Inputs;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.TooLarge;
import dev.lamina.compiler.layer.loss.Loss;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.tensor.Parameter;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shape inference: applies the shape rule of each layer in turn. A proposed fix is tried before it is offered. */
public final class Inferrer {
    /** The most floats of all parameters together: about as many as a Java array holds. */
    static final long MOST_PARAMETERS = Integer.MAX_VALUE - 64L;

    private final Model model;
    private final Diagnostics log;
    private final boolean propose;
    private final List<ShapedLayer> layers = new ArrayList<>();
    private final List<Fix> fixes = new ArrayList<>();
    private long parameters;

    private Inferrer(Model model, Diagnostics log, boolean propose) {
        this.model = model;
        this.log = log;
        this.propose = propose;
    }

    /** The model with its shapes; empty after an error, which is reported. */
    public static Optional<ShapedModel> infer(Model model, Diagnostics log) {
        int before = log.added();
        Inferrer inferrer = new Inferrer(model, log, true);
        if (inferrer.layers()) {
            inferrer.losses();
            Suspicions.report(model, log);
            TrainedLayers.check(model, inferrer.layers, log);
        }
        return log.added() > before
                ? Optional.empty()
                : Optional.of(
                        new ShapedModel(model, TrainedLayers.frozen(model, Reached.marked(model, inferrer.layers))));
    }

    /** The layers before the first whose shape rule refuses its input. If there is none, the loss is checked too. */
    static List<ShapedLayer> fitting(Model model, Diagnostics log) {
        Inferrer inferrer = new Inferrer(model, log, false);
        if (inferrer.layers()) {
            inferrer.losses();
        }
        return inferrer.layers;
    }

    private boolean layers() {
        for (Application application : model.applications()) {
            Inputs inputs = inputs(application);
            Inference inference = application.layer().infer(inputs);
            if (inference instanceof Inference.Fits fits) {
                log.addAll(fits.warnings());
                if (!accept(application, inputs.x().shape(), fits)) {
                    return false;
                }
            } else if (inference instanceof Inference.Mismatch mismatch
                    && !recover(application, inputs.x().shape(), mismatch)) {
                return false;
            }
        }
        return true;
    }

    private Inputs inputs(Application application) {
        return Inputs.of(
                application.place(),
                application.layer().operands(),
                application.operands().stream().map(this::incoming).toList());
    }

    private Incoming incoming(int value) {
        if (model.isInput(value)) {
            InputDeclaration input = model.inputs().get(value);
            return new Incoming(input.name(), input.shape(), input.span(), "");
        }
        ShapedLayer giver = layers.get(value - model.inputs().size());
        return new Incoming(
                giver.application().label(),
                giver.out(),
                giver.application().place().call(),
                giver.arithmetic());
    }

    private TensorType type(int value) {
        return model.isInput(value)
                ? TensorType.of(model.inputs().get(value).shape())
                : layers.get(value - model.inputs().size()).type();
    }

    private List<TensorType> types(Application application) {
        return application.operands().stream().map(this::type).toList();
    }

    private boolean accept(Application application, Shape in, Inference.Fits fits) {
        Shape out = fits.shape();
        Span place = application.place().call();
        double size = out.sizes().stream().mapToDouble(Integer::doubleValue).reduce(1, (a, b) -> a * b);
        if (size > TooLarge.MOST) {
            log.add(TooLarge.value(place, out.toString(), size));
            return false;
        }
        TensorType given = type(application.before());
        // a flattened value keeps its axes, so that it need not be copied
        boolean kept = out instanceof Shape.Vector
                && out.size() == given.size()
                && application.layer().keepsAxes()
                && application.layer().takesAxes(types(application));
        TensorType type = kept ? given : TensorType.samples(out.sizes());
        return parameters(application, in, given)
                .map(declared -> layers.add(new ShapedLayer(application, in, out, type, declared, fits.arithmetic())))
                .orElse(false);
    }

    private Optional<List<Parameter>> parameters(Application application, Shape in, TensorType given) {
        Layer layer = application.layer();
        try {
            List<Parameter> declared = layer.parameters(in, given);
            for (Parameter parameter : declared) {
                parameters = Math.addExact(parameters, parameter.layout().length());
            }
            if (parameters <= MOST_PARAMETERS) {
                return Optional.of(declared);
            }
        } catch (ArithmeticException overflow) {
            // reported below
        }
        log.add(Diagnostic.of(
                Code.E0602,
                application.place().call(),
                "with the parameters of `" + application.label()
                        + "` the model has more numbers than a Java array holds, " + TooLarge.number(MOST_PARAMETERS)));
        return Optional.empty();
    }

    /** Reports the mismatch. If a fix works, inference continues with it, so that errors in later layers are reported too. */
    private boolean recover(Application application, Shape in, Inference.Mismatch mismatch) {
        Optional<ShapedLayer> fixed = propose ? FixTrial.mended(model, application, fixes) : Optional.empty();
        if (fixed.isEmpty()) {
            Diagnostic problem = Frame.called(withOrigins(mismatch.diagnostic(), application), application.frames());
            fixed = offer(new Inference.Mismatch(problem, mismatch.proposals()), Optional.of(application));
        }
        fixed.ifPresent(found -> layers.add(
                new ShapedLayer(application, in, found.out(), found.type(), found.parameters(), found.arithmetic())));
        return fixed.isPresent();
    }

    private void losses() {
        for (AppliedLoss applied : model.losses()) {
            int value = model.outputs().get(applied.output()).value();
            Inputs inputs = Inputs.of(applied.place(), List.of("x"), List.of(incoming(value)));
            if (applied.loss().infer(inputs) instanceof Inference.Mismatch mismatch) {
                offer(mismatch, Optional.empty());
            } else if (applied.loss().classWeights().balanced() && model.isMulti()) {
                log.add(Diagnostic.of(
                                Code.E0542,
                                applied.place().call(),
                                "`balanced` weights are kept with the weights of models with one input and one output")
                        .help("write the weights, as in `weights = (1, 2, 5)`"));
            } else if (applied.ofInput()) {
                inputAsTarget(applied, inputs.x());
            }
        }
    }

    /** Reports an input that cannot be the target of an output. */
    private void inputAsTarget(AppliedLoss applied, Incoming output) {
        InputDeclaration input = model.inputs().get(0);
        Span place = applied.place().argument(Loss.TARGET.name());
        if (model.isMulti()) {
            log.add(Diagnostic.of(Code.E0543, place, "`target = input` is for models with one input and one output"));
        } else if (input.shape() instanceof Shape.Tokens) {
            log.add(Diagnostic.of(Code.E0543, place, "`" + input.name() + "` has tokens, which are no target")
                    .note(input.span(), input.shape().toString()));
        } else if (input.shape().size() != output.shape().size()) {
            log.add(output.problem(
                            Code.E0543,
                            place,
                            "`" + input.name() + "` has " + input.shape().size() + " numbers, but `" + output.giver()
                                    + "` gives " + output.shape().size())
                    .note(input.span(), input.shape().toString()));
        }
    }

    /** Reports the mismatch with the first proposal that works; returns the layer after that fix. */
    private Optional<ShapedLayer> offer(Inference.Mismatch mismatch, Optional<Application> refused) {
        Optional<FixTrial> trial = propose ? FixTrial.first(model, mismatch, refused, fixes) : Optional.empty();
        log.add(trial.map(FixTrial::offered).orElse(mismatch.diagnostic()));
        trial.ifPresent(works -> fixes.add(works.fix()));
        return trial.map(FixTrial::fixed);
    }

    /**
     * The message about values that do not fit together, with the arithmetic of the layers that gave them their shapes: layers behind these
     * may have passed the shapes on.
     */
    private Diagnostic withOrigins(Diagnostic problem, Application application) {
        Diagnostic noted = problem;
        if (problem.code() == Code.E0315) {
            for (int operand : application.operands()) {
                Optional<ShapedLayer> origin = origin(operand);
                if (origin.isPresent()) {
                    String shape = origin.get().out() + ": " + origin.get().arithmetic();
                    noted = noted.note(origin.get().application().place().call(), shape);
                }
            }
        }
        return noted;
    }

    /** The layer that gave value {@code number} its shape; empty if that is an input, or the layer that computes the value. */
    private Optional<ShapedLayer> origin(int number) {
        int value = number;
        while (!model.isInput(value)) {
            ShapedLayer layer = layers.get(value - model.inputs().size());
            if (!layer.arithmetic().isEmpty()) {
                return value == number ? Optional.empty() : Optional.of(layer);
            }
            if (!layer.in().equals(layer.out())) {
                return Optional.empty();
            }
            value = layer.application().before();
        }
        return Optional.empty();
    }
}
