package dev.lamina.compiler.model;

import dev.lamina.compiler.layer.Layers;
import dev.lamina.compiler.layer.loss.Loss;
import dev.lamina.compiler.signature.ArgumentReader;
import dev.lamina.compiler.signature.Arguments;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Environment;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.ForeignWords;
import dev.lamina.compiler.source.NearestName;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.source.Suggestion;
import dev.lamina.compiler.syntax.ModelSyntax;
import dev.lamina.compiler.syntax.Name;
import dev.lamina.compiler.syntax.ParameterSyntax;
import dev.lamina.compiler.syntax.StatementSyntax;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/** Name resolution: binds names, checks arguments, and assigns labels to layers without one. */
public final class Resolver {
    /** The most layers of a model. No network of this kind has more, and a class file has room for the methods of that many. */
    static final int MOST_LAYERS = 500;

    /** A Java method has at most 255 arguments, and some methods take an array for each input and output, and some numbers. */
    private static final int MOST_PORTS = 100;

    private final ModelSyntax syntax;
    private final Diagnostics log;
    private final Blocks blocks;
    private final Environment environment;
    private final Map<String, Double> values = new LinkedHashMap<>();

    /** The parameters that defaults of other parameters read. */
    private final Set<String> readByDefaults = new HashSet<>();

    private final List<InputDeclaration> inputs = new ArrayList<>();
    private final Map<String, Span> inputNames = new LinkedHashMap<>();
    private final Map<String, Output> outputs = new LinkedHashMap<>();
    private final Map<Integer, AppliedLoss> losses = new LinkedHashMap<>();

    /** The place of the first statement of a class, once it was asked for. */
    private final Map<Class<?>, Optional<Span>> firsts = new HashMap<>();

    private Optional<StatementSyntax.Train> train = Optional.empty();
    private final int before;
    private boolean sawLoss;
    private boolean sawStep;

    private Resolver(ModelSyntax syntax, Blocks blocks, Map<String, Double> overrides, Diagnostics log) {
        this.syntax = syntax;
        this.blocks = blocks;
        this.log = log;
        this.before = log.added();
        Set<String> broken = parameters(overrides);
        this.environment = new Environment(values, broken, Set.of(), log);
    }

    /**
     * The model; empty after an error, which is reported.
     *
     * @param blocks the blocks of its file
     * @param overrides values that replace the defaults of the model's parameters
     */
    public static Optional<Model> resolve(
            ModelSyntax syntax, Blocks blocks, Map<String, Double> overrides, Diagnostics log) {
        return new Resolver(syntax, blocks, overrides, log).model();
    }

    private Optional<Model> model() {
        ReservedNames.check(syntax.name(), log);
        inputs();
        Expansion expansion = new Expansion(blocks, inputs.size(), log);
        int last = steps(expansion);
        output(last, expansion);
        if (hasRoom()) {
            syntax.statements().stream()
                    .filter(StatementSyntax.Loss.class::isInstance)
                    .forEach(statement -> loss((StatementSyntax.Loss) statement));
        }
        syntax.statements().stream()
                .filter(StatementSyntax.Train.class::isInstance)
                .forEach(statement -> train((StatementSyntax.Train) statement));
        missing(expansion);
        Optional<TrainSettings> settings = TrainReader.read(
                train,
                environment,
                expansion.applications().stream().map(Application::label).toList());
        settings.filter(TrainSettings::isSharded).ifPresent(any -> samplesApart(expansion));
        if (log.added() > before || settings.isEmpty()) {
            return Optional.empty(); // an error may hide the use of a parameter
        }
        unused();
        return Optional.of(new Model(
                syntax.name().text(),
                syntax.documentation(),
                values,
                inputs,
                expansion.applications(),
                List.copyOf(outputs.values()),
                List.copyOf(losses.values()),
                settings.get(),
                syntax.span()));
    }

    /** Whether a Java method has room for the inputs and outputs. */
    private boolean hasRoom() {
        return inputs.size() + outputs.size() <= MOST_PORTS;
    }

    /** Reports layers that compute with all samples of a batch: shards of it may be on several threads or machines. */
    private void samplesApart(Expansion expansion) {
        for (Application application : expansion.applications()) {
            if (application.layer().mixesSamples()) {
                String keyword = application.layer().keyword();
                log.add(Diagnostic.of(
                                Code.E0532,
                                application.span(),
                                "`" + keyword + "` needs all samples of a batch, but `shards` divides the batch")
                        .help("`shards 1` keeps batches whole"));
                return;
            }
        }
        losses.values().stream()
                .filter(applied -> applied.sampleWeights())
                .findFirst()
                .ifPresent(applied -> log.add(Diagnostic.of(
                                Code.E0532,
                                applied.place().call(),
                                "with weights of samples, `"
                                        + applied.loss().keyword()
                                        + "` divides by the weights of a whole batch, but `shards` divides the batch")
                        .help("`shards 1` keeps batches whole")));
    }

    /** Evaluates the parameters; returns the names of those with an error. */
    private Set<String> parameters(Map<String, Double> overrides) {
        Set<String> broken = new HashSet<>();
        Map<String, Span> first = new HashMap<>();
        Set<String> later = syntax.parameters().stream()
                .map(each -> each.name().text())
                .collect(Collectors.toCollection(HashSet::new));
        Environment known = Environment.of(values, broken, later, log);
        for (ParameterSyntax parameter : syntax.parameters()) {
            String name = parameter.name().text();
            OptionalDouble defaultValue = known.number(parameter.value());
            later.remove(name);
            Span before = first.putIfAbsent(name, parameter.name().span());
            if (before != null) {
                log.add(Diagnostic.of(Code.E0206, parameter.name().span(), "`" + name + "` is defined twice")
                        .note(before, "the first"));
            } else if (overrides.containsKey(name)) {
                values.put(name, overrides.get(name));
            } else if (defaultValue.isPresent()) {
                values.put(name, defaultValue.getAsDouble());
            } else {
                broken.add(name);
            }
        }
        readByDefaults.addAll(known.used());
        return broken;
    }

    private void inputs() {
        for (StatementSyntax statement : syntax.statements()) {
            if (statement instanceof StatementSyntax.Input declared) {
                input(declared);
            } else if (statement instanceof StatementSyntax.Step || statement instanceof StatementSyntax.Output) {
                sawStep = true;
            }
        }
    }

    private void input(StatementSyntax.Input declared) {
        String name = declared.name().text();
        Span first = inputNames.putIfAbsent(name, declared.span());
        if (first != null) {
            log.add(Diagnostic.of(Code.E0209, declared.span(), "there is an input `" + name + "` already")
                    .note(first, "the first"));
            return;
        }
        if (sawStep) {
            log.add(first(
                    Diagnostic.of(Code.E0212, declared.span(), "inputs come before the layers"),
                    StatementSyntax.Step.class));
        }
        InputReader.read(declared, environment).ifPresent(inputs::add);
    }

    /** Resolves the steps; returns the number of the last value. */
    private int steps(Expansion expansion) {
        ValueNames names = new ValueNames(null);
        for (int i = 0; i < inputs.size(); i++) {
            names.give(inputs.get(i).name(), i);
        }
        int last = inputs.size() - 1;
        BodyResolver body = BodyResolver.ofModel(expansion, environment, syntax.statements(), names, last);
        for (StatementSyntax statement : syntax.statements()) {
            if (statement instanceof StatementSyntax.Loss) {
                sawLoss = true;
            } else if (statement instanceof StatementSyntax.Step step) {
                afterLoss(step);
                last = body.step(step);
            } else if (statement instanceof StatementSyntax.Output declared) {
                afterLoss(declared);
                last = body.step(declared.step());
                outputs.putIfAbsent(
                        declared.name().text(),
                        new Output(declared.name().text(), last, declared.name().span()));
            }
        }
        return last;
    }

    private void afterLoss(StatementSyntax statement) {
        if (sawLoss) {
            log.add(Diagnostic.of(Code.E0211, statement.span(), "a layer after the loss would change nothing")
                    .help("move it before the loss"));
        }
    }

    /** The last value is the output of a model that declares none. */
    private void output(int last, Expansion expansion) {
        if (outputs.isEmpty() && last >= 0) {
            List<Application> all = expansion.applications();
            Span place = all.isEmpty()
                    ? syntax.name().span()
                    : all.get(all.size() - 1).span();
            outputs.put(Output.UNNAMED, new Output(Output.UNNAMED, last, place));
        }
    }

    private void missing(Expansion expansion) {
        Span name = syntax.name().span();
        if (inputNames.isEmpty()) {
            log.add(Diagnostic.of(Code.E0208, name, "`" + syntax.name().text() + "` has no input")
                    .help("say what it takes, such as `input x: vector[4]`"));
        }
        if (!sawStep) {
            log.add(Diagnostic.of(Code.E0210, name, "`" + syntax.name().text() + "` has no layer")
                    .help("after the input say what is computed, such as `fc(10)`"));
        }
        if (expansion.isOver()) {
            log.add(Diagnostic.of(
                    Code.E0603,
                    name,
                    "blocks and repeats make more than " + Expansion.MOST_STEPS + " steps; a class has room for "
                            + MOST_LAYERS + " layers"));
        } else if (expansion.layers() > MOST_LAYERS) {
            log.add(Diagnostic.of(
                    Code.E0603, name, expansion.layers() + " layers; at most " + MOST_LAYERS + " fit into one class"));
        }
        if (!hasRoom()) {
            int ports = inputs.size() + outputs.size();
            log.add(Diagnostic.of(
                    Code.E0605,
                    name,
                    ports + " inputs and outputs; at most " + MOST_PORTS + " fit into the arguments of a Java method"));
        }
        train.ifPresent(block -> {
            if (!sawLoss) {
                log.add(Diagnostic.of(Code.E0505, block.span(), "a train block needs a loss to train for")
                        .help("say what it is trained for, such as `loss cross_entropy`"));
            }
        });
    }

    private void unused() {
        for (ParameterSyntax parameter : syntax.parameters()) {
            String name = parameter.name().text();
            if (!environment.used().contains(name) && !readByDefaults.contains(name)) {
                log.add(Diagnostic.of(
                        Code.W0706, parameter.span(), "`" + parameter.name().text() + "` is never used"));
            }
        }
    }

    private void loss(StatementSyntax.Loss statement) {
        Optional<CallKind<Loss>> kind =
                Layers.find(Layers.LOSSES, statement.call().name().text());
        if (kind.isEmpty()) {
            new UnknownCall(Code.E0501, ForeignWords.Section.LOSS, "loss", statement.call())
                    .report(Layers.LOSSES, statement.span(), environment);
            return;
        }
        ArgumentReader.read(kind.get(), statement.call(), statement.span(), environment)
                .ifPresent(arguments -> output(arguments)
                        .ifPresent(output -> add(new AppliedLoss(
                                kind.get().create().apply(arguments),
                                output,
                                arguments.number(Loss.WEIGHT.name()),
                                "input".equals(arguments.settings().get(Loss.TARGET.name())),
                                arguments.flag(Loss.SAMPLE_WEIGHTS.name()),
                                arguments.place()))));
    }

    private void add(AppliedLoss loss) {
        AppliedLoss first = losses.putIfAbsent(loss.output(), loss);
        if (first != null) {
            String output = List.copyOf(outputs.keySet()).get(loss.output());
            String message = outputs.size() == 1
                    ? "a model with one output has one loss"
                    : "`" + output + "` has a loss already";
            log.add(Diagnostic.of(Code.E0506, loss.place().statement(), message)
                    .note(first.place().statement(), "the first"));
        }
    }

    /** The index of the output that a loss is computed from; empty after an error, which is reported. */
    private Optional<Integer> output(Arguments arguments) {
        List<String> names = List.copyOf(outputs.keySet());
        if (arguments.values().isEmpty()) {
            if (names.size() > 1) {
                log.add(Diagnostic.of(
                                Code.E0512,
                                arguments.place().call(),
                                "this model has several outputs: " + String.join(", ", names))
                        .help("say which one the loss is for: `" + withOutput(arguments, names.get(0)) + "`"));
                return Optional.empty();
            }
            return names.isEmpty() ? Optional.empty() : Optional.of(0);
        }
        Name name = arguments.values().get(0);
        int index = names.indexOf(name.text());
        if (index < 0) {
            Diagnostic unknown =
                    Diagnostic.of(Code.E0513, name.span(), "`" + name.text() + "` is no output of this model");
            log.add(NearestName.of(name.text(), names)
                    .map(near -> unknown.help("did you mean `" + near + "`?", Fix.replace(name.span(), near)))
                    .orElse(unknown.help("an output is declared as in `output " + name.text() + ": fc(2)`")));
            return Optional.empty();
        }
        return Optional.of(index);
    }

    /** The call of a loss as written, with the name of an output as its first argument. */
    private static String withOutput(Arguments arguments, String output) {
        String call = arguments.place().call().text();
        int open = call.indexOf('(');
        String others =
                open < 0 ? "" : call.substring(open + 1, call.length() - 1).strip();
        return (open < 0 ? call : call.substring(0, open).strip()) + "(" + output
                + (others.isEmpty() ? "" : ", " + others) + ")";
    }

    private void train(StatementSyntax.Train block) {
        if (train.isPresent()) {
            log.add(first(
                    Diagnostic.of(Code.E0507, block.span(), "a model has one train block"),
                    StatementSyntax.Train.class));
        } else {
            train = Optional.of(block);
        }
    }

    /** The diagnostic with a note at the first statement of this class. */
    private Diagnostic first(Diagnostic problem, Class<? extends StatementSyntax> kind) {
        return firsts.computeIfAbsent(
                        kind,
                        any -> syntax.statements().stream()
                                .filter(kind::isInstance)
                                .findFirst()
                                .map(StatementSyntax::span))
                .map(first -> problem.note(first, "the first"))
                .orElse(problem);
    }

    /**
     * Reports an unknown name, with what was probably meant.
     *
     * @return the known name that the fix puts in its place, if there is one
     */
    static Optional<String> unknown(
            Diagnostics log, Code code, ForeignWords.Section section, String what, Name name, List<String> known) {
        Diagnostic problem = Diagnostic.of(code, name.span(), "there is no " + what + " `" + name.text() + "`");
        Optional<Suggestion> suggestion = Suggestion.of(section, name.text(), known);
        log.add(suggestion
                .map(each -> each.help(problem, name.span()))
                .orElseGet(() -> problem.help("there are " + String.join(", ", known))));
        return suggestion.flatMap(Suggestion::word);
    }
}
