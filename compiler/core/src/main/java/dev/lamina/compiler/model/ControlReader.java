package dev.lamina.compiler.model;

import dev.lamina.compiler.layer.Layers;
import dev.lamina.compiler.layer.optimizer.Clip;
import dev.lamina.compiler.layer.optimizer.Optimizer;
import dev.lamina.compiler.model.TrainControls.RateGroup;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.ArgumentReader;
import dev.lamina.compiler.signature.Arguments;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.signature.Environment;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.ForeignWords;
import dev.lamina.compiler.source.NearestName;
import dev.lamina.compiler.syntax.CallSyntax;
import dev.lamina.compiler.syntax.Name;
import dev.lamina.compiler.syntax.Setting;
import dev.lamina.compiler.syntax.SettingValue;
import dev.lamina.runtime.RateSchedule;
import dev.lamina.runtime.TrainingControl;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads the settings of a train block that control the rate, the gradients, the end, and what is trained. */
final class ControlReader {
    /** {@code stop patience = 5}. */
    private static final CallKind<Integer> STOP = new CallKind<>(
            "stop",
            Category.SCHEDULE,
            List.of(ArgumentKind.whole("patience", 1, "the epochs without a lower loss after which training ends")
                    .required()),
            "the end of training when the loss of held-out samples stops falling",
            arguments -> arguments.whole("patience"));

    private final Environment environment;
    private final Diagnostics log;
    private final List<String> layers;
    private RateSchedule schedule = RateSchedule.constant();
    private Clip clip = Clip.NONE;
    private int patience = TrainingControl.NEVER;
    private List<Name> frozen = List.of();
    private final List<RateGroup> groups = new ArrayList<>();
    private final List<Name> named = new ArrayList<>();

    /** @param layers the labels of all layers of the model */
    ControlReader(Environment environment, List<String> layers) {
        this.environment = environment;
        this.log = environment.log();
        this.layers = layers;
    }

    TrainControls controls() {
        return new TrainControls(schedule, clip, patience, frozen, groups);
    }

    void schedule(Setting setting) {
        Optional<CallSyntax> call = setting.call();
        if (call.isEmpty()) {
            log.add(Diagnostic.of(Code.E0509, setting.span(), "`schedule` is a name, such as `cosine`"));
            return;
        }
        Optional<CallKind<RateSchedule>> kind =
                Layers.find(Layers.SCHEDULES, call.get().name().text());
        if (kind.isEmpty()) {
            new UnknownCall(Code.E0520, ForeignWords.Section.SCHEDULE, "schedule", call.get())
                    .report(Layers.SCHEDULES, setting.span(), environment);
            return;
        }
        ArgumentReader.make(kind.get(), call.get(), setting.span(), environment).ifPresent(read -> schedule = read);
    }

    void clip(Setting setting) {
        arguments(setting, Clip.KIND, "norm", "clip norm = 1").ifPresent(arguments -> {
            boolean both = arguments.number("norm") > 0 && arguments.number("value") > 0;
            if (both) {
                log.add(Diagnostic.of(
                        Code.E0509,
                        setting.span(),
                        "`clip` limits the `norm` of the gradients or each `value`, not both"));
            } else {
                clip = Clip.KIND.create().apply(arguments);
            }
        });
    }

    void stop(Setting setting) {
        arguments(setting, STOP, "patience", "stop patience = 5")
                .ifPresent(arguments -> patience = STOP.create().apply(arguments));
    }

    /** The arguments of a setting that is written with their names; a value without its name is reported with the name. */
    private Optional<Arguments> arguments(Setting setting, CallKind<?> kind, String first, String example) {
        Optional<CallSyntax> named = setting.named();
        if (named.isPresent()) {
            return ArgumentReader.read(kind, named.get(), setting.span(), environment);
        }
        String word = setting.name().text();
        Diagnostic problem = Diagnostic.of(
                Code.E0509, setting.value().span(), "`" + word + "` has a value with a name, as in `" + example + "`");
        boolean number = setting.amount()
                .filter(amount -> environment
                        .reportingTo(new Diagnostics())
                        .number(amount)
                        .isPresent())
                .isPresent();
        String meant = word + " " + first + " = " + setting.value().span().text();
        log.add(number ? problem.help("write `" + meant + "`", Fix.replace(setting.span(), meant)) : problem);
        return Optional.empty();
    }

    void freeze(Setting setting) {
        Optional<List<Name>> names = setting.names();
        if (names.isEmpty()) {
            log.add(Diagnostic.of(
                    Code.E0509, setting.value().span(), "`freeze` has labels, as in `freeze encoder, embedding`"));
        } else if (names.get().stream().filter(this::isKnown).count()
                == names.get().size()) {
            frozen = names.get();
            take(frozen);
        }
    }

    /** {@code rate = 0.1 for encoder}. */
    void rate(Setting setting, Optional<Optimizer> optimizer) {
        if (!(setting.value() instanceof SettingValue.ForLayers of)
                || of.layers().isEmpty()) {
            String rate = setting.value() instanceof SettingValue.ForLayers given
                    ? given.expression().span().text()
                    : setting.value().span().text();
            String keyword = optimizer.map(Optimizer::keyword).orElse("adam");
            log.add(Diagnostic.of(Code.E0523, setting.span(), "this does not say for which layers the rate is")
                    .help("that of all layers is an argument of the optimizer: `optimizer " + keyword + "(rate = "
                            + rate + ")`; that of some is `rate = " + rate + " for LABEL`"));
            return;
        }
        OptionalDouble rate = environment.number(of.expression());
        boolean known = of.layers().stream().filter(this::isKnown).count()
                == of.layers().size();
        if (rate.isEmpty() || !known) {
            return;
        }
        if (!(rate.getAsDouble() >= 0 && rate.getAsDouble() <= 1e6)) {
            log.add(Diagnostic.of(Code.E0509, of.expression().span(), "a rate is a number from 0 to 1000000"));
            return;
        }
        if (optimizer.isPresent() && optimizer.get().rate() == 0) {
            log.add(Diagnostic.of(
                    Code.E0523, setting.span(), "a rate for some layers needs an optimizer whose own rate is above 0"));
            return;
        }
        take(of.layers());
        groups.add(new RateGroup(rate.getAsDouble(), of.layers()));
    }

    private boolean isKnown(Name label) {
        if (layers.stream().anyMatch(layer -> TrainControls.covers(label.text(), layer))) {
            return true;
        }
        Diagnostic unknown =
                Diagnostic.of(Code.E0521, label.span(), "`" + label.text() + "` is no label of this model");
        if (log.added() > UnknownCall.MOST_EXPLAINED) {
            log.add(unknown);
            return false;
        }
        List<String> labels = layers.stream()
                .map(layer -> layer.replaceFirst("\\..*", ""))
                .distinct()
                .toList();
        log.add(NearestName.of(label.text(), labels)
                .map(near -> unknown.help("did you mean `" + near + "`?", Fix.replace(label.span(), near)))
                .orElse(unknown.help("there are " + String.join(", ", labels))));
        return false;
    }

    /** Reports labels that another setting has named. */
    private void take(List<Name> labels) {
        for (Name label : labels) {
            named.stream()
                    .filter(before -> TrainControls.covers(before.text(), label.text())
                            || TrainControls.covers(label.text(), before.text()))
                    .findFirst()
                    .ifPresent(before -> log.add(Diagnostic.of(
                                    Code.E0522, label.span(), "`" + label.text() + "` is frozen or has a rate already")
                            .note(before.span(), "here")));
            named.add(label);
        }
    }
}
