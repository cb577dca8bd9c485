package dev.lamina.compiler.model;

import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Layers;
import dev.lamina.compiler.layer.Residual;
import dev.lamina.compiler.signature.ArgumentReader;
import dev.lamina.compiler.signature.Arguments;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Environment;
import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.ForeignWords;
import dev.lamina.compiler.source.NearestName;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.Argument;
import dev.lamina.compiler.syntax.BlockSyntax;
import dev.lamina.compiler.syntax.CallSyntax;
import dev.lamina.compiler.syntax.ExpressionSyntax;
import dev.lamina.compiler.syntax.Name;
import dev.lamina.compiler.syntax.StatementSyntax;
import dev.lamina.compiler.syntax.StatementSyntax.Step;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Resolves the steps of a model or of a body in it: binds names, assigns labels, and expands blocks and repeats. */
final class BodyResolver {
    /** The most calls of blocks within each other, as brackets have a limit too. */
    private static final int DEEPEST = 100;

    /** A label that is a number: one part of a path. */
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]*");

    /** What a block calls the value that it is called with. */
    private static final String INPUT = "input";

    /** Bodies that are written once: without a label of their own they have the labels of what is around them. */
    private static final Set<Frame.Kind> BODIES = EnumSet.of(Frame.Kind.RESIDUAL, Frame.Kind.SHORTCUT);

    /** The codes of errors about the value of an expression. */
    private static final Set<Code> OF_VALUES =
            EnumSet.of(Code.E0404, Code.E0408, Code.E0409, Code.E0410, Code.E0412, Code.E0604);

    private final Expansion expansion;
    private final Environment environment;
    private final Namespace namespace;
    private final ValueNames names;
    private final List<Frame> frames;
    private List<? extends StatementSyntax> steps = List.of();
    private int current;

    private BodyResolver(
            Expansion expansion, Environment environment, Namespace namespace, ValueNames names, List<Frame> frames) {
        this.expansion = expansion;
        this.environment = environment;
        this.namespace = namespace;
        this.names = names;
        this.frames = frames;
    }

    /** For the steps of a model, which begin with value {@code current}. */
    static BodyResolver ofModel(
            Expansion expansion,
            Environment environment,
            List<? extends StatementSyntax> statements,
            ValueNames inputs,
            int current) {
        Namespace namespace = Namespace.of("", statements, expansion.blocks());
        BodyResolver resolver = new BodyResolver(expansion, environment, namespace, new ValueNames(inputs), List.of());
        resolver.steps = statements;
        resolver.current = current;
        return resolver;
    }

    /** Resolves the steps of a block that nobody calls, to find errors in them. */
    static void checkUncalled(BlockSyntax block, Expansion expansion, Environment parameters) {
        ValueNames values = new ValueNames(null);
        values.give(INPUT, 0);
        Namespace namespace = Namespace.of("", block.body(), expansion.blocks());
        BodyResolver resolver = new BodyResolver(expansion, parameters, namespace, values, List.of());
        resolver.isNotEmpty(block.body(), block.name().span(), block.name().text());
        resolver.steps(block.body(), 0);
    }

    /** Resolves one step; returns the number of the value that the next one takes. */
    int step(Step step) {
        if (!expansion.step()) {
            return current;
        }
        if (step instanceof StatementSyntax.From from) {
            value(from.value()).ifPresent(value -> current = value);
        } else if (step instanceof StatementSyntax.Residual residual) {
            residual(residual);
        } else if (step instanceof StatementSyntax.Repeat repeat) {
            repeat(repeat);
        } else if (step instanceof StatementSyntax.LayerCall call) {
            Optional<BlockSyntax> block =
                    expansion.blocks().find(call.call().name().text());
            if (block.isPresent()) {
                block(call, block.get());
            } else {
                layer(call);
            }
        }
        return current;
    }

    private int steps(List<Step> body, int from) {
        steps = body;
        current = from;
        body.forEach(this::step);
        return current;
    }

    /** For a body within these frames, the innermost last. */
    private BodyResolver inside(Environment parameters, Namespace labels, ValueNames values, Frame... within) {
        List<Frame> inner = new ArrayList<>(frames);
        inner.addAll(List.of(within));
        return new BodyResolver(expansion, parameters, labels, values, inner);
    }

    private void layer(StatementSyntax.LayerCall statement) {
        CallSyntax call = statement.call();
        boolean room = expansion.count();
        String label = label(statement.label(), call.name().text());
        Optional<CallKind<Layer>> kind = Layers.find(Layers.ALL, call.name().text());
        if (kind.isEmpty()) {
            unknown(call, statement.span());
            name(statement.label()); // who reads it makes no other mistake
            return;
        }
        noted(arguments(call), from -> ArgumentReader.read(kind.get(), call, statement.span(), from))
                .filter(arguments -> room)
                .ifPresentOrElse(
                        arguments -> apply(statement, label, kind.get(), arguments), () -> name(statement.label()));
    }

    private void apply(StatementSyntax.LayerCall statement, String label, CallKind<Layer> kind, Arguments arguments) {
        List<Integer> operands = new ArrayList<>(List.of(current));
        for (Name name : arguments.values()) {
            value(name).ifPresent(operands::add);
        }
        Layer layer = kind.create().apply(arguments);
        if (operands.size() == layer.operands().size()) {
            boolean inBlock = frames.stream().anyMatch(frame -> frame.kind() == Frame.Kind.BLOCK);
            String shown =
                    inBlock ? arguments.shown(kind) : arguments.place().call().oneLine();
            current = expansion.add(new Application(
                    namespace.path(label), layer, arguments.text(kind), shown, arguments.place(), operands, frames));
            name(statement.label());
        }
    }

    /** Reports a layer that does not exist, and the errors in the arguments of the one that was probably meant. */
    private void unknown(CallSyntax call, Span statement) {
        Name name = call.name();
        if (call.arguments().isEmpty() && names.find(name.text()).isPresent()) {
            expansion
                    .log()
                    .add(Diagnostic.of(Code.E0201, name.span(), "`" + name.text() + "` is a value, and no layer")
                            .help("`from " + name.text() + "` goes on from it; `add(" + name.text() + ")` and `concat("
                                    + name.text() + ")` join it to the value before"));
            return;
        }
        new UnknownCall(Code.E0201, ForeignWords.Section.LAYER, "layer", call)
                .report(Layers.ALL, expansion.blocks().names(), expansion.log())
                .ifPresent(meant -> noted(
                        arguments(call), from -> ArgumentReader.read(meant.kind(), meant.call(), statement, from)));
    }

    /** The label of a layer without its path: the written one, or one that is assigned. */
    private String label(Optional<Name> written, String keyword) {
        if (written.isEmpty()) {
            return namespace.assigned(keyword);
        }
        namespace.count(keyword);
        return declared(written.get());
    }

    /** The label that is written for a layer or a body, as it is part of a path. */
    private String declared(Name label) {
        boolean number = Character.isDigit(label.text().charAt(0));
        if (number && !NUMBER.matcher(label.text()).matches()) {
            expansion
                    .log()
                    .add(Diagnostic.of(Code.E0220, label.span(), "a label is a name or a whole number, such as `0`"));
        }
        names.declare(label.text(), label.span())
                .ifPresent(before -> expansion.log().add(labelledTwice(label, before)));
        return namespace.claimed(label.text());
    }

    /** Whether the innermost body is that of a residual or a shortcut that adds nothing to the path. */
    private boolean isInBodyWithoutLabel() {
        int last = frames.size() - 1;
        String around = last > 0 ? frames.get(last - 1).path() : "";
        return last >= 0
                && BODIES.contains(frames.get(last).kind())
                && frames.get(last).path().equals(around);
    }

    private Diagnostic labelledTwice(Name label, Span before) {
        Diagnostic twice = Diagnostic.of(
                        Code.E0203, label.span(), "`" + label.text() + "` labels another layer already")
                .note(before, "this one");
        return isInBodyWithoutLabel()
                ? twice.help("label the residual or the shortcut around it: bodies with labels may have the same labels"
                        + " in them, and their parameters have different paths")
                : twice;
    }

    /** Lets later steps name the current value. */
    private void name(Optional<Name> label) {
        label.ifPresent(written -> names.give(written.text(), current));
    }

    /** The number of a named value; empty after an error, which is reported. */
    private Optional<Integer> value(Name name) {
        Optional<Integer> value = names.find(name.text());
        if (value.isEmpty()) {
            expansion.log().add(unknownValue(name));
        }
        return value;
    }

    private Diagnostic unknownValue(Name name) {
        String text = "`" + name.text() + "`";
        Optional<Name> later = steps.stream()
                .flatMap(each -> labelOf(each).stream())
                .filter(label -> label.text().equals(name.text()))
                .findFirst();
        if (later.isPresent()) {
            return Diagnostic.of(Code.E0217, name.span(), text + " is computed later than it is read here")
                    .note(later.get().span(), "here");
        }
        Optional<Application> elsewhere = expansion.applications().stream()
                .filter(each -> namespace.contains(each.label(), name.text()))
                .findFirst();
        if (elsewhere.isPresent()) {
            return outOfSight(name, elsewhere.get());
        }
        Diagnostic unknown = Diagnostic.of(Code.E0217, name.span(), "no value before this is called " + text);
        List<String> known = names.all();
        return NearestName.of(name.text(), known)
                .map(near -> unknown.help("did you mean `" + near + "`?", Fix.replace(name.span(), near)))
                .orElseGet(() -> unknown.help("a label names the value of its layer: `" + name.text()
                        + ": relu`; known here: " + String.join(", ", known)));
    }

    /** The error of a name that belongs to a layer, but not to a label that is seen here. */
    private static Diagnostic outOfSight(Name name, Application layer) {
        Span call = layer.place().call();
        String text = "`" + name.text() + "`";
        if (layer.place().statement().start() < call.start()) {
            return Diagnostic.of(Code.E0217, name.span(), text + " is the label of a value that cannot be seen here")
                    .note(call, "this layer")
                    .help(
                            "a block sees its own labels, and `input`; of a block, a repeat or a labelled body, only the last value is seen");
        }
        return Diagnostic.of(Code.E0217, name.span(), text + " is the compiler's name for a layer without a label")
                .note(call, "this layer")
                .help("write a label before that layer, as in `trunk: "
                        + layer.layer().keyword() + "`");
    }

    private static Optional<Name> labelOf(StatementSyntax statement) {
        if (statement instanceof StatementSyntax.LayerCall call) {
            return call.label();
        } else if (statement instanceof StatementSyntax.Residual residual) {
            return residual.label();
        } else if (statement instanceof StatementSyntax.Repeat repeat) {
            return repeat.label();
        }
        return statement instanceof StatementSyntax.Output output ? Optional.of(output.name()) : Optional.empty();
    }

    private void residual(StatementSyntax.Residual residual) {
        isNotEmpty(residual.body(), residual.keyword(), "residual");
        int start = current;
        boolean room = expansion.count();
        String label = label(residual.label(), Residual.KEYWORD);
        Namespace labels =
                residual.label().isPresent() ? namespace.child(label, residual.body(), expansion.blocks()) : namespace;
        Frame frame = expansion.frame(Frame.Kind.RESIDUAL, labels, Residual.KEYWORD, residual.keyword());
        BodyResolver body = inside(environment, labels, within(residual.label()), frame);
        int end = body.steps(residual.body(), start);
        int side = residual.shortcut()
                .map(shortcut -> body.shortcut(shortcut, start))
                .orElse(start);
        if (room) {
            Place place = new Place(residual.span(), residual.keyword(), Map.of());
            Layer layer = new Residual(residual.shortcut().isPresent(), environment.wholeNumbers());
            current = expansion.add(new Application(
                    namespace.path(label), layer, Residual.KEYWORD, place, List.of(end, side), body.frames));
        }
        name(residual.label());
    }

    private int shortcut(StatementSyntax.Shortcut shortcut, int start) {
        isNotEmpty(shortcut.body(), shortcut.keyword(), "shortcut");
        Namespace labels = shortcut.label()
                .map(label -> namespace.child(declared(label), shortcut.body(), expansion.blocks()))
                .orElse(namespace);
        Frame frame = expansion.frame(Frame.Kind.SHORTCUT, labels, "shortcut", shortcut.keyword());
        return inside(environment, labels, within(shortcut.label()), frame).steps(shortcut.body(), start);
    }

    /** The labels of a body that is written once: with a label of its own it has a scope of its own, as it has a part of the path. */
    private ValueNames within(Optional<Name> label) {
        return label.isPresent() ? new ValueNames(names) : names;
    }

    private void repeat(StatementSyntax.Repeat repeat) {
        isNotEmpty(repeat.body(), repeat.keyword(), "repeat");
        int times = times(repeat);
        Optional<String> label = repeat.label().map(this::declared);
        String title = "repeat " + times;
        Frame outer = expansion.frame(Frame.Kind.REPEAT, namespace, title, repeat.keyword());
        for (int i = 0; i < times && !expansion.isOver(); i++) {
            String number = label.orElse("") + "." + i;
            Namespace labels =
                    label.isPresent() ? namespace.child(number, repeat.body(), expansion.blocks()) : namespace;
            Frame iteration = expansion.frame(Frame.Kind.ITERATION, labels, (i + 1) + " of " + times, repeat.keyword());
            current = inside(environment, labels, new ValueNames(names), outer, iteration)
                    .steps(repeat.body(), current);
        }
        name(repeat.label());
    }

    /** How often a body is repeated; once after an error, which is reported. */
    private int times(StatementSyntax.Repeat repeat) {
        return noted(List.of(repeat.times()), from -> times(repeat, from));
    }

    private static int times(StatementSyntax.Repeat repeat, Environment environment) {
        OptionalDouble value = environment.number(repeat.times());
        double times = value.orElse(1);
        if (times != Math.rint(times) || times < 1 || times > Resolver.MOST_LAYERS) {
            environment
                    .log()
                    .add(Diagnostic.of(
                            Code.E0404,
                            repeat.times().span(),
                            "a body is repeated from 1 to " + Resolver.MOST_LAYERS + " times, not "
                                    + Environment.show(times)));
            return 1;
        }
        return (int) times;
    }

    private static List<ExpressionSyntax> arguments(CallSyntax call) {
        return call.arguments().stream().map(Argument::value).toList();
    }

    /**
     * Evaluates expressions. In a block, an error about a value that depends on the block's parameters says where the block is called; any
     * other error is the same for all calls, and is reported once.
     */
    private <T> T noted(List<ExpressionSyntax> expressions, Function<Environment, T> evaluate) {
        Diagnostics found = new Diagnostics();
        T result = evaluate.apply(environment.reportingTo(found));
        for (Diagnostic each : found.sorted()) {
            boolean depends = OF_VALUES.contains(each.code())
                    && expressions.stream()
                            .filter(environment::isReadBy)
                            .anyMatch(expression -> expression.span().overlaps(each.span()));
            expansion.log().add(depends ? Frame.called(each, frames) : each);
        }
        return result;
    }

    private void isNotEmpty(List<Step> body, Span keyword, String what) {
        if (body.isEmpty()) {
            expansion.log().add(Diagnostic.of(Code.E0210, keyword, "this `" + what + "` has no layer"));
        }
    }

    private void block(StatementSyntax.LayerCall statement, BlockSyntax block) {
        if (expansion.calls().stream()
                .anyMatch(call -> call.name().text().equals(block.name().text()))) {
            expansion.log().add(cycle(statement.call()));
            return;
        }
        if (expansion.calls().size() >= DEEPEST) {
            expansion
                    .log()
                    .add(Diagnostic.of(
                            Code.E0221,
                            statement.call().span(),
                            "blocks call each other more than " + DEEPEST + " levels deep"));
            return;
        }
        isNotEmpty(block.body(), block.name().span(), block.name().text());
        Optional<Environment> arguments = noted(
                        arguments(statement.call()), from -> BlockArguments.read(block, statement, from))
                .map(inner -> inner.reportingTo(expansion.log()));
        Optional<String> label = statement.label().map(this::declared);
        if (arguments.isEmpty() || expansion.isOver()) {
            return;
        }
        Namespace labels = label.map(each -> namespace.child(each, block.body(), expansion.blocks()))
                .orElse(namespace);
        Frame frame = expansion.frame(
                Frame.Kind.BLOCK,
                labels,
                title(statement.call()),
                statement.call().span());
        ValueNames own = new ValueNames(null);
        own.give(INPUT, current);
        expansion.calls().push(statement.call());
        current = inside(arguments.get(), labels, own, frame).steps(block.body(), current);
        expansion.calls().pop();
        expansion.blocks().use(block, arguments.get().used());
        name(statement.label());
    }

    /** A call of a block as reports print it: with the values of its arguments, if they are expressions in another block. */
    private String title(CallSyntax call) {
        if (expansion.calls().isEmpty()) {
            return call.span().oneLine();
        }
        String arguments = call.arguments().stream()
                .map(each -> each.name().map(name -> name.text() + " = ").orElse("")
                        + Environment.show(environment.number(each.value()).orElse(0)))
                .collect(Collectors.joining(", "));
        return call.name().text() + (arguments.isEmpty() ? "" : "(" + arguments + ")");
    }

    /** The error of a block that calls itself, with the calls that lead from the block to itself. */
    private Diagnostic cycle(CallSyntax call) {
        List<String> path = new ArrayList<>(List.of(call.name().text()));
        List<CallSyntax> between = new ArrayList<>();
        for (CallSyntax each : expansion.calls()) {
            path.add(0, each.name().text());
            if (each.name().text().equals(call.name().text())) {
                break;
            }
            between.add(0, each);
        }
        Diagnostic problem = Diagnostic.of(
                Code.E0218,
                call.span(),
                "`" + call.name().text() + "` would contain itself: " + String.join(" -> ", path));
        for (CallSyntax each : between) {
            problem = problem.note(each.span(), "`" + each.name().text() + "` is called here");
        }
        return problem;
    }
}
