package dev.lamina.compiler.model;

import dev.lamina.compiler.layer.Layers;
import dev.lamina.compiler.layer.optimizer.Optimizer;
import dev.lamina.compiler.layer.optimizer.Sgd;
import dev.lamina.compiler.signature.ArgumentReader;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Environment;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.ForeignWords;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.CallSyntax;
import dev.lamina.compiler.syntax.Setting;
import dev.lamina.compiler.syntax.StatementSyntax;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** Reads {@code train { optimizer sgd(rate = 0.05)  batch 64  epochs 5  seed 7  clip norm = 1 }}. */
final class TrainReader {
    private static final int MOST = 1_000_000_000;

    /** Arguments of optimizers that other frameworks have as settings, under these names or their own. */
    private static final List<String> OF_OPTIMIZER = List.of("rate", "momentum", "weight_decay");

    /** The name of an argument in the text of a call. */
    private static final Pattern ARGUMENT_NAME = Pattern.compile("\\b(\\w+)\\s*=");

    private final Environment environment;
    private final Diagnostics log;
    private final ControlReader controls;
    private Optional<Optimizer> optimizer = Optional.empty();
    private int batch = 32;
    private int epochs = 10;
    private long seed;

    /** Whether an optimizer stands without its word, which is reported. */
    private boolean optimizerOnly;

    /** The setting of the block that names the optimizer. */
    private Optional<Setting> written = Optional.empty();

    private int shards = 1;

    private TrainReader(Environment environment, List<String> layers) {
        this.environment = environment;
        this.log = environment.log();
        this.controls = new ControlReader(environment, layers);
    }

    /**
     * The settings. Without a train block they are the defaults with plain gradient descent, so that a program can still train the model.
     *
     * @param layers the labels of all layers of the model
     */
    static Optional<TrainSettings> read(
            Optional<StatementSyntax.Train> block, Environment environment, List<String> layers) {
        TrainReader reader = new TrainReader(environment, layers);
        if (block.isEmpty()) {
            return reader.plain()
                    .map(plain ->
                            new TrainSettings(plain, reader.batch, reader.epochs, 0, 1, TrainControls.NONE, false));
        }
        int before = environment.log().added();
        reader.settings(block.get());
        return environment.log().added() > before
                ? Optional.empty()
                : reader.optimizer.map(chosen -> new TrainSettings(
                        chosen,
                        reader.batch,
                        reader.epochs,
                        reader.seed,
                        reader.shards,
                        reader.controls.controls(),
                        true));
    }

    private Optional<Optimizer> plain() {
        return Optional.of(ArgumentReader.withDefaults(Sgd.KIND));
    }

    private void settings(StatementSyntax.Train block) {
        written = block.settings().stream()
                .filter(each -> TrainSetting.find(each.name().text()).equals(Optional.of(TrainSetting.OPTIMIZER)))
                .findFirst();
        Map<TrainSetting, Span> seen = new EnumMap<>(TrainSetting.class);
        for (Setting setting : block.settings()) {
            Optional<TrainSetting> kind = TrainSetting.find(setting.name().text());
            if (kind.isEmpty()) {
                unknown(setting);
                continue;
            }
            Span before = seen.putIfAbsent(kind.get(), setting.span());
            if (before != null && !kind.get().isRepeatable()) {
                log.add(Diagnostic.of(
                                Code.E0504, setting.span(), "`" + setting.name().text() + "` is set twice")
                        .note(before, "the first"));
            } else {
                setting(kind.get(), setting);
            }
        }
        if (shards > 1 && batch % shards != 0) {
            Span span = Objects.requireNonNull(seen.get(TrainSetting.SHARDS));
            log.add(Diagnostic.of(
                            Code.E0531,
                            span,
                            "a batch of " + batch + " samples cannot be divided into " + shards + " shards of one size")
                    .help("such as `batch " + (long) shards * Math.max(1, (batch + shards / 2) / shards) + "`"));
        }
        block.settings().stream()
                .filter(setting -> TrainSetting.find(setting.name().text()).equals(Optional.of(TrainSetting.RATE)))
                .forEach(setting -> controls.rate(setting, optimizer)); // the optimizer is known only now
        if (!seen.containsKey(TrainSetting.OPTIMIZER) && !optimizerOnly) {
            log.add(Diagnostic.of(Code.E0508, block.span(), "a train block names an optimizer")
                    .help("such as `optimizer sgd(rate = 0.05, momentum = 0.9)` or `optimizer adam`"));
        }
    }

    private void setting(TrainSetting kind, Setting setting) {
        switch (kind) {
            case OPTIMIZER -> optimizer(setting);
            case BATCH -> batch = (int) whole(setting, 1);
            case EPOCHS -> epochs = (int) whole(setting, 1);
            case SEED -> seed = whole(setting, 0);
            case SHARDS -> shards = (int) whole(setting, 1);
            case SCHEDULE -> controls.schedule(setting);
            case CLIP -> controls.clip(setting);
            case STOP -> controls.stop(setting);
            case FREEZE -> controls.freeze(setting);
            case RATE -> {} // read when the optimizer is known
        }
    }

    /** Reports an unknown setting; some are arguments of a setting here. */
    private void unknown(Setting setting) {
        String word = setting.name().text();
        if (word.equals("patience")) {
            String meant = "stop patience = " + setting.value().span().text();
            log.add(Diagnostic.of(Code.E0503, setting.name().span(), "there is no setting `patience`")
                    .help("it is an argument of `stop`", Fix.replace(setting.span(), meant)));
        } else if (argument(setting)) {
            return;
        } else if (Layers.find(Layers.OPTIMIZERS, word).isPresent()) {
            optimizerOnly = true;
            log.add(Diagnostic.of(Code.E0503, setting.name().span(), "there is no setting `" + word + "`")
                    .help("it is an optimizer", Fix.insertBefore(setting.span(), "optimizer ")));
        } else {
            Resolver.unknown(
                    log, Code.E0503, ForeignWords.Section.SETTING, "setting", setting.name(), TrainSetting.keywords());
        }
    }

    /** Reports a setting that is an argument of the optimizer, such as {@code lr 0.01}; returns whether it is one. */
    private boolean argument(Setting setting) {
        Optional<String> name = ofOptimizer(setting.name().text());
        if (name.isEmpty() || setting.amount().isEmpty()) {
            return false;
        }
        Diagnostic problem = Diagnostic.of(
                Code.E0503,
                setting.name().span(),
                "there is no setting `" + setting.name().text() + "`");
        String argument = name.get() + " = " + setting.value().span().text();
        optimizerOnly = true;
        if (written.isEmpty()) {
            String meant = "optimizer " + (name.get().equals("momentum") ? "sgd(" : "adam(") + argument + ")";
            log.add(problem.help("it is an argument of the optimizer", Fix.replace(setting.span(), meant)));
            return true;
        }
        Span optimizer = written.get().span();
        if (names(optimizer.text(), name.get())) {
            log.add(problem.help("the optimizer has its `" + name.get() + "` already", Fix.delete(setting.span())));
            return true;
        }
        boolean first = optimizer.start() < setting.span().start();
        Span earlier = first ? optimizer : setting.span();
        Span later = first ? setting.span() : optimizer;
        if (earlier.end() > later.start()) { // a repair has put one into the other
            log.add(problem.help("it is an argument of the optimizer"));
            return true;
        }
        String between = earlier.file().text().substring(earlier.end(), later.start());
        String call = optimizer.text().strip();
        String meant = call.endsWith(")")
                ? call.substring(0, call.length() - 1) + (call.endsWith("()") ? "" : ", ") + argument + ")"
                : call + "(" + argument + ")";
        String text = first ? meant + between.stripTrailing() : between.stripLeading() + meant;
        log.add(problem.help("it is an argument of the optimizer", Fix.replace(earlier.to(later), text)));
        return true;
    }

    /** Whether an argument has this name, here or in another program. */
    private static boolean names(String call, String argument) {
        return ARGUMENT_NAME
                .matcher(call)
                .results()
                .map(name -> name.group(1))
                .anyMatch(name -> name.equals(argument)
                        || ofOptimizer(name).filter(argument::equals).isPresent());
    }

    /** The argument of optimizers that other frameworks write as a setting of this name. */
    private static Optional<String> ofOptimizer(String setting) {
        if (ForeignWords.find(ForeignWords.Section.SETTING, setting, TrainSetting.keywords())
                .isEmpty()) {
            return Optional.empty();
        }
        String own = setting.toLowerCase(Locale.ROOT);
        return OF_OPTIMIZER.contains(own)
                ? Optional.of(own)
                : ForeignWords.find(ForeignWords.Section.ARGUMENT, setting, OF_OPTIMIZER)
                        .flatMap(ForeignWords.Translation::ours);
    }

    private void optimizer(Setting setting) {
        Optional<CallSyntax> call = setting.call();
        if (call.isEmpty()) {
            log.add(Diagnostic.of(Code.E0509, setting.span(), "`optimizer` is a name, such as `adam`"));
            return;
        }
        Optional<CallKind<Optimizer>> kind =
                Layers.find(Layers.OPTIMIZERS, call.get().name().text());
        if (kind.isEmpty()) {
            new UnknownCall(Code.E0502, ForeignWords.Section.OPTIMIZER, "optimizer", call.get())
                    .report(Layers.OPTIMIZERS, setting.span(), environment);
            return;
        }
        optimizer = ArgumentReader.make(kind.get(), call.get(), setting.span(), environment);
        optimizer
                .map(Optimizer::conflict)
                .filter(conflict -> !conflict.isEmpty())
                .ifPresent(
                        conflict -> log.add(Diagnostic.of(Code.E0412, call.get().span(), conflict)));
    }

    private long whole(Setting setting, int least) {
        OptionalDouble value = setting.amount().map(environment::number).orElse(OptionalDouble.empty());
        if (setting.amount().isPresent() && value.isEmpty()) {
            return least; // reported already
        }
        double number = value.orElse(Double.NaN);
        if (number != Math.rint(number) || number < least || number > MOST) {
            log.add(Diagnostic.of(
                    Code.E0509,
                    setting.value().span(),
                    "`" + setting.name().text() + "` is a whole number from " + least + " to " + MOST));
            return least;
        }
        return (long) number;
    }
}
