package dev.lamina.compiler.model;

import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Layers;
import dev.lamina.compiler.layer.loss.Loss;
import dev.lamina.compiler.signature.ArgumentReader;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Environment;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.NearestName;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.CallSyntax;
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

    private final ModelSyntax syntax;
    private final Diagnostics log;
    private final Environment environment;
    private final Map<String, Double> values = new LinkedHashMap<>();
    private final List<Application> applications = new ArrayList<>();
    private final Map<String, Span> labels = new HashMap<>();
    private final Set<String> written;
    private final Map<String, Integer> counts = new HashMap<>();
    private Optional<InputDeclaration> input = Optional.empty();
    private Optional<AppliedLoss> loss = Optional.empty();
    private Optional<StatementSyntax.Train> train = Optional.empty();
    private final int before;
    private boolean sawInput;
    private boolean sawLoss;
    private int sawLayers;

    private Resolver(ModelSyntax syntax, Map<String, Double> overrides, Diagnostics log) {
        this.syntax = syntax;
        this.log = log;
        this.before = log.errors();
        this.written = syntax.statements().stream()
                .filter(StatementSyntax.LayerCall.class::isInstance)
                .flatMap(each -> ((StatementSyntax.LayerCall) each).label().stream())
                .map(Name::text)
                .collect(Collectors.toSet());
        Set<String> broken = parameters(overrides);
        this.environment = new Environment(values, broken, Set.of(), log);
    }

    /** The model; empty after an error, which is reported. {@code overrides} replace the defaults of the model's parameters. */
    public static Optional<Model> resolve(ModelSyntax syntax, Map<String, Double> overrides, Diagnostics log) {
        Resolver resolver = new Resolver(syntax, overrides, log);
        Optional<TrainSettings> settings = resolver.statements();
        if (log.errors() > resolver.before || resolver.input.isEmpty() || settings.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Model(
                syntax.name().text(),
                syntax.documentation(),
                resolver.values,
                resolver.input.get(),
                resolver.applications,
                resolver.loss,
                settings.get(),
                syntax.span()));
    }

    /** Evaluates the parameters; returns the names of those with an error. */
    private Set<String> parameters(Map<String, Double> overrides) {
        Set<String> broken = new HashSet<>();
        Map<String, Span> first = new HashMap<>();
        Set<String> later = syntax.parameters().stream()
                .map(each -> each.name().text())
                .collect(Collectors.toCollection(HashSet::new));
        for (ParameterSyntax parameter : syntax.parameters()) {
            String name = parameter.name().text();
            OptionalDouble defaultValue = new Environment(values, broken, later, log).number(parameter.value());
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
        return broken;
    }

    private Optional<TrainSettings> statements() {
        ReservedNames.check(syntax.name(), log);
        for (StatementSyntax statement : syntax.statements()) {
            if (statement instanceof StatementSyntax.Input declared) {
                input(declared);
            } else if (statement instanceof StatementSyntax.LayerCall call) {
                layer(call);
            } else if (statement instanceof StatementSyntax.Loss called) {
                loss(called);
            } else if (statement instanceof StatementSyntax.Train block) {
                train(block);
            }
        }
        missing();
        Optional<TrainSettings> settings = TrainReader.read(train, environment);
        if (log.errors() == before) {
            unused(); // an error may hide a use
        }
        return settings;
    }

    private void missing() {
        Span name = syntax.name().span();
        if (!sawInput) {
            log.add(Diagnostic.of(Code.E0208, name, "`" + syntax.name().text() + "` has no input")
                    .help("say what it takes, such as `input x: vector[4]`"));
        }
        if (sawLayers == 0) {
            log.add(Diagnostic.of(Code.E0210, name, "`" + syntax.name().text() + "` has no layer")
                    .help("after the input say what is computed, such as `fc(10)`"));
        }
        if (sawLayers > MOST_LAYERS) {
            log.add(Diagnostic.of(
                    Code.E0603, name, sawLayers + " layers; at most " + MOST_LAYERS + " fit into one class"));
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
            boolean read = environment.used().contains(parameter.name().text())
                    || syntax.parameters().stream().anyMatch(other -> reads(other, parameter));
            if (!read) {
                log.add(Diagnostic.of(
                        Code.W0706, parameter.span(), "`" + parameter.name().text() + "` is never used"));
            }
        }
    }

    private static boolean reads(ParameterSyntax other, ParameterSyntax parameter) {
        return !other.equals(parameter) && other.value().reads(parameter.name().text());
    }

    private void input(StatementSyntax.Input declared) {
        if (sawInput) {
            log.add(first(
                    Diagnostic.of(Code.E0209, declared.span(), "a model has one input"), StatementSyntax.Input.class));
            return;
        }
        sawInput = true;
        if (sawLayers > 0) {
            log.add(first(
                    Diagnostic.of(Code.E0212, declared.span(), "the input comes before the layers"),
                    StatementSyntax.LayerCall.class));
        }
        input = InputReader.read(declared, environment);
    }

    private void layer(StatementSyntax.LayerCall statement) {
        sawLayers++;
        CallSyntax call = statement.call();
        if (sawLoss) {
            log.add(Diagnostic.of(Code.E0211, statement.span(), "a layer after the loss would change nothing")
                    .help("move it before the loss"));
        }
        String label = label(statement);
        Optional<CallKind<Layer>> kind = Layers.find(Layers.ALL, call.name().text());
        if (kind.isEmpty()) {
            unknown(
                    Code.E0201,
                    "layer",
                    call.name(),
                    Layers.ALL.stream().map(CallKind::keyword).toList());
            return;
        }
        ArgumentReader.read(kind.get(), call, statement.span(), environment)
                .ifPresent(arguments -> applications.add(new Application(
                        label,
                        kind.get().create().apply(arguments),
                        arguments.text(kind.get()),
                        arguments.place(),
                        List.of(applications.size()))));
    }

    private String label(StatementSyntax.LayerCall statement) {
        String keyword = statement.call().name().text();
        int number = counts.merge(keyword, 1, Integer::sum);
        if (statement.label().isPresent()) {
            Name label = statement.label().get();
            Span before = labels.putIfAbsent(label.text(), label.span());
            if (before != null) {
                log.add(Diagnostic.of(Code.E0203, label.span(), "`" + label.text() + "` labels another layer already")
                        .note(before, "this one"));
            }
            return label.text();
        }
        String label = keyword + number;
        while (labels.putIfAbsent(label, statement.span()) != null || written.contains(label)) {
            label = keyword + counts.merge(keyword, 1, Integer::sum);
        }
        return label;
    }

    private void loss(StatementSyntax.Loss statement) {
        if (sawLoss) {
            log.add(first(
                    Diagnostic.of(Code.E0506, statement.span(), "a model has one loss"), StatementSyntax.Loss.class));
            return;
        }
        sawLoss = true;
        Optional<CallKind<Loss>> kind =
                Layers.find(Layers.LOSSES, statement.call().name().text());
        if (kind.isEmpty()) {
            unknown(
                    Code.E0501,
                    "loss",
                    statement.call().name(),
                    Layers.LOSSES.stream().map(CallKind::keyword).toList());
            return;
        }
        loss = ArgumentReader.read(kind.get(), statement.call(), statement.span(), environment)
                .map(arguments -> new AppliedLoss(kind.get().create().apply(arguments), arguments.place()));
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
        return syntax.statements().stream()
                .filter(kind::isInstance)
                .findFirst()
                .map(statement -> problem.note(statement.span(), "the first"))
                .orElse(problem);
    }

    private void unknown(Code code, String what, Name name, List<String> known) {
        unknown(log, code, what, name, known);
    }

    /** Reports an unknown name, with the most similar known one. */
    static void unknown(Diagnostics log, Code code, String what, Name name, List<String> known) {
        Diagnostic problem = Diagnostic.of(code, name.span(), "there is no " + what + " `" + name.text() + "`");
        Optional<String> near = NearestName.of(name.text(), known);
        log.add(
                near.isPresent()
                        ? problem.help("did you mean `" + near.get() + "`?", Fix.replace(name.span(), near.get()))
                        : problem.help("there are " + String.join(", ", known)));
    }
}
