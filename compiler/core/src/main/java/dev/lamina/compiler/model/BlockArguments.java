package dev.lamina.compiler.model;

import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.ArgumentReader;
import dev.lamina.compiler.signature.Arguments;
import dev.lamina.compiler.signature.Environment;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.BlockSyntax;
import dev.lamina.compiler.syntax.StatementSyntax;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Reads the arguments of a call of a block. A default may use the parameters before it. */
final class BlockArguments {
    private final BlockSyntax block;
    private final Optional<Arguments> given;
    private final Diagnostics log;
    private final Map<String, Double> values = new HashMap<>();
    private final Set<String> broken = new HashSet<>();
    private final Set<String> used = new HashSet<>();

    private BlockArguments(BlockSyntax block, Optional<Arguments> given, Diagnostics log) {
        this.block = block;
        this.given = given;
        this.log = log;
    }

    /** The environment in which the steps of the block are resolved; empty after an error in the call, which is reported. */
    static Optional<Environment> read(BlockSyntax block, StatementSyntax.LayerCall statement, Environment environment) {
        List<ArgumentKind> kinds = block.parameters().stream()
                .map(each -> ArgumentKind.any(
                        each.name().text(),
                        each.defaultValue().isEmpty(),
                        "a parameter of `" + block.name().text() + "`"))
                .toList();
        return ArgumentReader.read(kinds, statement.call(), statement.span(), environment)
                .map(arguments -> new BlockArguments(block, Optional.of(arguments), environment.log()).environment());
    }

    /**
     * The environment of a block that nobody calls: parameters have their defaults, and those without one have no value, so that expressions
     * that read them are not checked.
     */
    static Environment ofUncalled(BlockSyntax block, Diagnostics log) {
        return new BlockArguments(block, Optional.empty(), log).environment();
    }

    private Environment environment() {
        Map<String, Span> first = new HashMap<>();
        Set<String> later = new HashSet<>();
        block.parameters().forEach(each -> later.add(each.name().text()));
        for (BlockSyntax.BlockParameter parameter : block.parameters()) {
            String name = parameter.name().text();
            later.remove(name);
            Span before = first.putIfAbsent(name, parameter.name().span());
            if (before != null) {
                log.add(Diagnostic.of(Code.E0206, parameter.name().span(), "`" + name + "` is defined twice")
                        .note(before, "the first"));
            } else if (given.isPresent() && given.get().place().arguments().containsKey(name)) {
                values.put(name, given.get().number(name));
            } else {
                defaultValue(parameter, later);
            }
        }
        Environment environment = Environment.ofBlock(values, broken, Set.of(), log);
        environment.used().addAll(used);
        return environment;
    }

    private void defaultValue(BlockSyntax.BlockParameter parameter, Set<String> later) {
        Diagnostics found = new Diagnostics();
        Environment before = Environment.ofBlock(values, broken, later, found);
        OptionalDouble value = parameter.defaultValue().map(before::number).orElse(OptionalDouble.empty());
        boolean depends = parameter.defaultValue().filter(before::isReadBy).isPresent();
        for (Diagnostic each : found.sorted()) {
            Optional<Span> call = given.filter(arguments -> depends)
                    .map(arguments -> arguments.place().call());
            log.add(call.map(place -> each.note(place, "called here")).orElse(each));
        }
        used.addAll(before.used());
        if (value.isPresent()) {
            values.put(parameter.name().text(), value.getAsDouble());
        } else {
            broken.add(parameter.name().text());
        }
    }
}
