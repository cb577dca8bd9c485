package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ShardTreeTest {

    @Test
    void neighboursAreAddedFirstAndOneWithoutANeighbourLater() {
        String[] terms = terms(5);
        ShardTree.within(5, 0, 5, (into, from) -> terms[into] = "(" + terms[into] + "+" + terms[from] + ")");
        assertEquals("(((0+1)+(2+3))+4)", terms[0]);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6, 7, 8, 12, 13})
    void anyOwnersMakeTheSameTree(int shards) {
        String[] alone = terms(shards);
        ShardTree.within(shards, 0, shards, (into, from) -> alone[into] = "(" + alone[into] + "+" + alone[from] + ")");
        for (int owners = 1; owners <= shards; owners++) {
            int[] bounds = ShardTree.bounds(shards, owners);
            String[] terms = terms(shards);
            for (int owner = 0; owner < owners; owner++) {
                int first = bounds[owner];
                int end = bounds[owner + 1];
                ShardTree.within(
                        shards, first, end, (into, from) -> terms[into] = "(" + terms[into] + "+" + terms[from] + ")");
                // Only these places count; whatever another owner would read there must be a sum of theirs.
                int[] sums = ShardTree.sums(shards, first, end);
                IntStream.range(first, end)
                        .filter(place -> Arrays.stream(sums).noneMatch(sum -> sum == place))
                        .forEach(place -> terms[place] = "gone");
            }
            ShardTree.across(shards, bounds, (into, from) -> terms[into] = "(" + terms[into] + "+" + terms[from] + ")");
            assertEquals(alone[0], terms[0], owners + " owners");
        }
    }

    /** As in a process that has some of the shards, whose threads are the owners. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6, 7, 8, 12, 13})
    void ownersOfSomeOfTheShardsMakeTheAdditionsOfTheseAlone(int shards) {
        for (int first = 0; first < shards; first++) {
            for (int end = first + 1; end <= shards; end++) {
                String[] alone = terms(shards);
                ShardTree.within(
                        shards, first, end, (into, from) -> alone[into] = "(" + alone[into] + "+" + alone[from] + ")");
                for (int owners = 1; owners <= 4; owners++) {
                    int start = first;
                    int[] bounds = Arrays.stream(ShardTree.bounds(end - first, owners))
                            .map(bound -> start + bound)
                            .toArray();
                    String[] terms = terms(shards);
                    for (int owner = 0; owner < owners; owner++) {
                        ShardTree.within(
                                shards,
                                bounds[owner],
                                bounds[owner + 1],
                                (into, from) -> terms[into] = "(" + terms[into] + "+" + terms[from] + ")");
                    }
                    ShardTree.across(
                            shards, bounds, (into, from) -> terms[into] = "(" + terms[into] + "+" + terms[from] + ")");
                    assertArrayEquals(alone, terms, first + " .. " + end + " of " + owners + " owners");
                }
            }
        }
    }

    @Test
    void aPowerOfTwoThatIsDividedEvenlyLeavesOneSumForEachOwner() {
        assertArrayEquals(new int[] {4}, ShardTree.sums(8, 4, 8));
        assertArrayEquals(new int[] {2, 4}, ShardTree.sums(8, 2, 5));
    }

    private static String[] terms(int shards) {
        return IntStream.range(0, shards).mapToObj(String::valueOf).toArray(String[]::new);
    }
}
