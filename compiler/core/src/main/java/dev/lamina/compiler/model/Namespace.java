package dev.lamina.compiler.model;

import dev.lamina.compiler.syntax.BlockSyntax;
import dev.lamina.compiler.syntax.Name;
import dev.lamina.compiler.syntax.StatementSyntax;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The labels that share a prefix, such as {@code stage1.0.}: those of the model, or of a labelled block, residual or repeat. Blocks and
 * bodies without a label add nothing to the path, so their layers have labels of the namespace around them.
 */
final class Namespace {
    private final String prefix;
    private final Set<String> written;
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> counts = new HashMap<>();

    private Namespace(String prefix, Set<String> written) {
        this.prefix = prefix;
        this.written = written;
    }

    /** The namespace of these statements. Labels that the compiler assigns differ from all that they write. */
    static Namespace of(String prefix, List<? extends StatementSyntax> statements, Blocks blocks) {
        Set<String> written = new HashSet<>();
        statements.forEach(each -> addLabels(each, blocks, written, Set.of()));
        return new Namespace(prefix, written);
    }

    private static void addLabels(StatementSyntax statement, Blocks blocks, Set<String> labels, Set<String> within) {
        if (statement instanceof StatementSyntax.Output output) {
            addLabels(output.step(), blocks, labels, within);
        } else if (statement instanceof StatementSyntax.LayerCall call) {
            String name = call.call().name().text();
            Optional<BlockSyntax> block = blocks.find(name).filter(found -> !within.contains(name));
            Set<String> inside = new HashSet<>(within);
            inside.add(name);
            addBodies(call.label(), block.map(BlockSyntax::body).orElse(List.of()), blocks, labels, inside);
        } else if (statement instanceof StatementSyntax.Repeat repeat) {
            addBodies(repeat.label(), repeat.body(), blocks, labels, within);
        } else if (statement instanceof StatementSyntax.Residual residual) {
            addBodies(residual.label(), residual.body(), blocks, labels, within);
            residual.shortcut().ifPresent(each -> addBodies(each.label(), each.body(), blocks, labels, within));
        }
    }

    private static void addBodies(
            Optional<Name> label,
            List<StatementSyntax.Step> body,
            Blocks blocks,
            Set<String> labels,
            Set<String> within) {
        label.ifPresentOrElse(
                name -> labels.add(name.text()), () -> body.forEach(each -> addLabels(each, blocks, labels, within)));
    }

    /** The path without the dot at its end. */
    String path() {
        return prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1);
    }

    /** The namespace of a body with a label. */
    Namespace child(String label, List<StatementSyntax.Step> body, Blocks blocks) {
        return of(prefix + label + ".", body, blocks);
    }

    /** The label of a layer without one: its keyword and a number. */
    String assigned(String keyword) {
        String label = keyword + counts.merge(keyword, 1, Integer::sum);
        while (written.contains(label) || !taken.add(label)) {
            label = keyword + counts.merge(keyword, 1, Integer::sum);
        }
        return label;
    }

    /** A written label, with a number behind it if another body of this namespace has written the same. */
    String claimed(String label) {
        String claimed = label;
        for (int i = 2; taken.contains(claimed) || i > 2 && written.contains(claimed); i++) {
            claimed = label + i;
        }
        taken.add(claimed);
        return claimed;
    }

    /** Counts a layer with a written label, so that those without one are numbered by their place. */
    void count(String keyword) {
        counts.merge(keyword, 1, Integer::sum);
    }

    /** The label with the path before it. */
    String path(String label) {
        return prefix + label;
    }
}
