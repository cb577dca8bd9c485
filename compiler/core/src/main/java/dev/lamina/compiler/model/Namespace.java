package dev.lamina.compiler.model;

import dev.lamina.compiler.syntax.BlockSyntax;
import dev.lamina.compiler.syntax.Name;
import dev.lamina.compiler.syntax.StatementSyntax;
import java.util.ArrayDeque;
import java.util.Deque;
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
    private final Map<String, Integer> repeated = new HashMap<>();

    private Namespace(String prefix, Set<String> written) {
        this.prefix = prefix;
        this.written = written;
    }

    /** The namespace of these statements. Labels that the compiler assigns differ from all that they write. */
    static Namespace of(String prefix, List<? extends StatementSyntax> statements, Blocks blocks) {
        WrittenLabels written = new WrittenLabels(blocks);
        statements.forEach(written::add);
        return new Namespace(prefix, written.labels);
    }

    /** Finds the labels that are written in statements, and in those bodies and blocks that have no label. */
    private static final class WrittenLabels {
        private final Blocks blocks;
        private final Set<String> labels = new HashSet<>();
        private final Set<BlockSyntax> entered = new HashSet<>();
        private final Deque<StatementSyntax> ahead = new ArrayDeque<>();

        WrittenLabels(Blocks blocks) {
            this.blocks = blocks;
        }

        /** Adds the labels of a statement. A block is entered once, however often it is called. */
        void add(StatementSyntax statement) {
            ahead.push(statement);
            while (!ahead.isEmpty()) {
                next(ahead.pop());
            }
        }

        private void next(StatementSyntax statement) {
            if (statement instanceof StatementSyntax.Output output) {
                ahead.push(output.step());
            } else if (statement instanceof StatementSyntax.LayerCall call) {
                Optional<BlockSyntax> block = call.label().isPresent()
                        ? Optional.empty()
                        : blocks.find(call.call().name().text()).filter(entered::add);
                body(call.label(), block.map(BlockSyntax::body).orElse(List.of()));
            } else if (statement instanceof StatementSyntax.Repeat repeat) {
                body(repeat.label(), repeat.body());
            } else if (statement instanceof StatementSyntax.Residual residual) {
                body(residual.label(), residual.body());
                residual.shortcut().ifPresent(each -> body(each.label(), each.body()));
            }
        }

        private void body(Optional<Name> label, List<StatementSyntax.Step> body) {
            label.ifPresentOrElse(name -> labels.add(name.text()), () -> body.forEach(ahead::push));
        }
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
        while (!taken.add(claimed)) {
            int number = repeated.merge(label, 1, Integer::sum) + 1;
            claimed = written.contains(label + number) ? claimed : label + number;
        }
        return claimed;
    }

    /** Counts a layer with a written label, so that those without one are numbered by their place. */
    void count(String keyword) {
        counts.merge(keyword, 1, Integer::sum);
    }

    /** Whether this is the path of a label of this namespace, or of one within it. */
    boolean contains(String path, String label) {
        return path.startsWith(prefix) && (path.equals(prefix + label) || path.endsWith("." + label));
    }

    /** The label with the path before it. */
    String path(String label) {
        return prefix + label;
    }
}
