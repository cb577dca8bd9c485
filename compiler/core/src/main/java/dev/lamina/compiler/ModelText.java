package dev.lamina.compiler;

import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.BlockSyntax;
import dev.lamina.compiler.syntax.FileSyntax;
import dev.lamina.compiler.syntax.ModelSyntax;
import dev.lamina.compiler.syntax.Parser;
import dev.lamina.compiler.syntax.Scanner;
import dev.lamina.compiler.syntax.StatementSyntax;
import dev.lamina.compiler.syntax.format.Formatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Prints what decides the numbers of a model: its text and that of the blocks, without what may change while a training goes on. */
final class ModelText {

    /** How long to train may change between two parts of a run. Its seed and batch size may be those of options. */
    private static final Set<String> NOT_COMPARED = Set.of("epochs", "seed", "batch");

    private ModelText() {}

    static String of(SourceFile source, Summary summary) {
        Diagnostics ignored = new Diagnostics(); // the text has been compiled without errors
        FileSyntax file = Parser.parse(source, ignored).orElseThrow(() -> new IllegalStateException(source.name()));
        List<Span> removed = removed(source, file);
        SourceFile own = new SourceFile(
                source.name(),
                parts(file, summary.model()).stream()
                        .map(part -> without(part, removed))
                        .collect(Collectors.joining("\n\n")));
        List<String> lines = new ArrayList<>();
        Formatter.format(own, ignored)
                .orElseThrow(() -> new IllegalStateException(own.text()))
                .lines()
                .map(line -> line.replaceAll("(?<=\\S) +", " ").stripTrailing())
                .filter(line -> !line.isBlank())
                .forEach(lines::add);
        new TreeMap<>(summary.settings()).forEach((name, value) -> lines.add(name + " = " + value));
        return String.join("\n", lines);
    }

    /** The blocks of a file, then one of its models. */
    private static List<Span> parts(FileSyntax file, String model) {
        List<Span> spans = new ArrayList<>();
        file.blocks().stream().map(BlockSyntax::span).forEach(spans::add);
        file.models().stream()
                .filter(each -> each.name().text().equals(model))
                .map(ModelSyntax::span)
                .forEach(spans::add);
        return spans;
    }

    /** The comments of a file, and the settings that are not compared, in the order of the text. */
    private static List<Span> removed(SourceFile source, FileSyntax file) {
        List<Span> spans = new ArrayList<>();
        Scanner.scan(source).comments().forEach(comment -> spans.add(comment.span()));
        file.models().stream()
                .flatMap(model -> model.statements().stream())
                .filter(StatementSyntax.Train.class::isInstance)
                .flatMap(train -> ((StatementSyntax.Train) train).settings().stream())
                .filter(setting -> NOT_COMPARED.contains(setting.name().text()))
                .forEach(setting -> spans.add(setting.span()));
        spans.sort(Comparator.comparingInt(Span::start));
        return spans;
    }

    /** The text of a part of the file with a space in the place of each removed span in it. */
    private static String without(Span part, List<Span> removed) {
        StringBuilder text = new StringBuilder();
        int at = part.start();
        for (Span span : removed) {
            if (span.start() >= at && span.end() <= part.end()) { // a comment may stand in a setting
                text.append(part.file().text(), at, span.start()).append(' ');
                at = span.end();
            }
        }
        return text.append(part.file().text(), at, part.end()).toString();
    }
}
