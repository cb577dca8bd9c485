package dev.lamina.compiler.model;

import dev.lamina.compiler.layer.Layers;
import dev.lamina.compiler.layer.loss.Loss;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.tensor.Shape;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Warns of sequences of layers that are legal but probably a mistake. */
final class Suspicions {

    private static final Set<String> SOFTMAX = Set.of("softmax", "log_softmax");

    /** Layers that take numbers out of a value and leave them as they are. */
    private static final Set<String> CHOOSES = Set.of("last", "flatten", "slice", "to_sequence", "to_image");

    /** Layers beside activations whose result at a step depends on this step alone. */
    private static final Set<String> OF_EACH_STEP = Set.of("fc", "layernorm", "batchnorm", "scale");

    private Suspicions() {}

    static void report(Model model, Diagnostics log) {
        for (Application application : model.applications()) {
            if (!model.isInput(application.before())) {
                twoActivations(model.giver(application.before()), application, log);
                lastOfBidirectional(model, application, log);
            }
        }
        for (AppliedLoss applied : model.losses()) {
            int value = model.outputs().get(applied.output()).value();
            if (!model.isInput(value)) {
                Application last = model.giver(value);
                dropoutBeforeLoss(last, log);
                while (CHOOSES.contains(last.layer().keyword()) && !model.isInput(last.before())) {
                    last = model.giver(last.before());
                }
                beforeLoss(last, applied.loss(), log);
                activationBeforeLoss(last, applied.loss(), log);
            }
        }
        unread(model, log);
    }

    private static void beforeLoss(Application last, Loss loss, Diagnostics log) {
        String keyword = last.layer().keyword();
        boolean twice = loss.applies().equals(Optional.of(keyword));
        if (twice || loss.applies().map(applied -> "log_" + applied).equals(Optional.of(keyword))) {
            log.add(Diagnostic.of(
                            Code.W0702,
                            last.span(),
                            "`" + loss.keyword() + "` takes the " + keyword + " itself: "
                                    + (twice
                                            ? "with `" + last.label() + "` it is taken twice"
                                            : "`" + last.label() + "` before it adds nothing"))
                    .help("leave the " + keyword + " out", Fix.delete(last.span())));
        }
    }

    private static void dropoutBeforeLoss(Application last, Diagnostics log) {
        if (!last.layer().changesPredictions()) {
            log.add(Diagnostic.of(
                    Code.W0703, last.span(), "`" + last.label() + "` drops parts of the prediction itself"));
        }
    }

    /** Warns of scores that an activation has limited: the loss takes scores from minus to plus infinity. */
    private static void activationBeforeLoss(Application last, Loss loss, Diagnostics log) {
        boolean limits = isActivation(last) || SOFTMAX.contains(last.layer().keyword());
        boolean same = loss.applies()
                .filter(applied -> last.layer().keyword().equals(applied)
                        || last.layer().keyword().equals("log_" + applied))
                .isPresent();
        if (loss.applies().isEmpty() || same || !limits) {
            return;
        }
        log.add(Diagnostic.of(
                        Code.W0709,
                        last.span(),
                        "`" + loss.keyword() + "` takes scores of any size and applies the "
                                + loss.applies().get() + " itself: `" + last.label() + "` changes them first, and most"
                                + " activations limit how small the loss can become")
                .help("leave the " + last.layer().keyword() + " out", Fix.delete(last.span())));
    }

    /** Warns of the last step of a layer that reads from both ends: its backward half has read one step only. */
    private static void lastOfBidirectional(Model model, Application last, Diagnostics log) {
        if (!last.layer().keyword().equals("last")) {
            return;
        }
        Application giver = model.giver(last.before());
        while (!isRecurrent(giver) && !model.isInput(giver.before()) && keepsSteps(giver)) {
            giver = model.giver(giver.before());
        }
        boolean bidirectional = isRecurrent(giver)
                && giver.layer().looksAhead(new Shape.Sequence(2, 2)).isPresent();
        if (bidirectional) {
            String place =
                    giver.label().equals(model.giver(last.before()).label()) ? "" : " directly behind that layer";
            log.add(Diagnostic.of(
                            Code.W0711,
                            last.span(),
                            "the backward half of `" + giver.label()
                                    + "` has read one step only at the last step: it reads from the end")
                    .note(giver.span(), "the bidirectional layer")
                    .help("`ends`" + place
                            + " takes the last step of the forward half and the first one of the backward half; `mean` and"
                            + " `max` read all steps"));
        }
    }

    private static boolean isRecurrent(Application application) {
        return Layers.find(Layers.ALL, application.layer().keyword())
                .filter(kind -> kind.category() == Category.RECURRENT)
                .isPresent();
    }

    /** Whether a layer works on each step of a sequence by itself and leaves their order as it is: an activation, a dropout, fc. */
    private static boolean keepsSteps(Application application) {
        return isActivation(application)
                || OF_EACH_STEP.contains(application.layer().keyword())
                || !application.layer().changesPredictions();
    }

    /** Warns of values that no layer reads and that are no outputs; of a layer in a repeated body once. */
    private static void unread(Model model, Diagnostics log) {
        Set<Integer> read = new HashSet<>();
        model.applications().forEach(each -> read.addAll(each.operands()));
        model.outputs().forEach(each -> read.add(each.value()));
        Set<Span> reported = new HashSet<>();
        for (int value = 0; value < model.values(); value++) {
            Span place = model.isInput(value)
                    ? model.inputs().get(value).span()
                    : model.giver(value).span();
            if (!read.contains(value) && reported.add(place)) {
                log.add(BehindOutput.of(model, value).orElseGet(unread(model, value, place)));
            }
        }
    }

    private static Supplier<Diagnostic> unread(Model model, int value, Span place) {
        return () -> {
            String name = model.valueName(value);
            String use = canBeNamed(model, value) ? "use it, as in `add(" + name + ")`" : "label it and use the label";
            return Diagnostic.of(Code.W0705, place, "nothing reads `" + name + "`, and it is no output")
                    .help(use + ", declare it as in `output name: ...`, or leave it out");
        };
    }

    /** Whether a statement of the model can name a value: it is an input, or the layer has a written label outside of bodies. */
    private static boolean canBeNamed(Model model, int value) {
        if (model.isInput(value)) {
            return true;
        }
        Application giver = model.giver(value);
        boolean labelled =
                giver.place().statement().start() < giver.place().call().start();
        return labelled && giver.frames().isEmpty();
    }

    private static void twoActivations(Application first, Application second, Diagnostics log) {
        if (isActivation(first) && isActivation(second)) {
            log.add(Diagnostic.of(
                            Code.W0704,
                            second.span(),
                            "`" + second.label() + "` follows `" + first.label() + "`: two activations in a row")
                    .note(first.span(), "the first"));
        }
    }

    static boolean isActivation(Application application) {
        return Layers.find(Layers.ALL, application.layer().keyword())
                .filter(kind -> kind.category() == Category.ACTIVATION)
                .isPresent();
    }
}
