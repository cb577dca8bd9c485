package dev.lamina.cli.graph;

import dev.lamina.compiler.LayerFrame;
import dev.lamina.compiler.Summary;
import java.util.List;
import java.util.Map;

/**
 * Compares the bodies of a repeat. Two are equal if they have the same layers with the same shapes and costs in the same frames, and if
 * each layer takes the same: the same layer of its own body, the value that enters the body, or the same value from outside.
 */
final class BodyComparison {
    private final List<Summary.Row> rows;
    private final Map<String, Integer> numbers;

    BodyComparison(List<Summary.Row> rows, Map<String, Integer> numbers) {
        this.rows = rows;
        this.numbers = numbers;
    }

    /** @param starts the index of the first layer of each body, then the index behind the last body */
    boolean allEqual(List<Integer> starts) {
        int length = starts.get(1) - starts.get(0);
        for (int body = 1; body + 1 < starts.size(); body++) {
            if (starts.get(body + 1) - starts.get(body) != length || !equal(starts.get(0), starts.get(body), length)) {
                return false;
            }
        }
        return starts.size() > 2;
    }

    private boolean equal(int first, int other, int length) {
        int entering = Integer.MIN_VALUE;
        for (int i = 0; i < length; i++) {
            Summary.Row one = rows.get(first + i);
            Summary.Row two = rows.get(other + i);
            if (!look(one).equals(look(two))
                    || one.takes().size() != two.takes().size()) {
                return false;
            }
            for (int operand = 0; operand < one.takes().size(); operand++) {
                int a = number(one, operand);
                int b = number(two, operand);
                boolean inside = a >= first && b >= other && a - first == b - other;
                boolean enters = b == other - 1 && a < first && (entering == Integer.MIN_VALUE || entering == a);
                entering = enters ? a : entering;
                if (!inside && !enters && (a != b || a >= first)) {
                    return false;
                }
            }
        }
        return true;
    }

    private int number(Summary.Row row, int operand) {
        return numbers.getOrDefault(row.takes().get(operand), -1);
    }

    private static List<Object> look(Summary.Row row) {
        List<String> frames = row.frames().stream()
                .filter(frame -> frame.kind() != LayerFrame.Kind.ITERATION)
                .map(LayerFrame::title)
                .toList();
        return List.of(row.layer(), row.shape(), row.parameters(), row.multiplyAdds(), frames);
    }
}
