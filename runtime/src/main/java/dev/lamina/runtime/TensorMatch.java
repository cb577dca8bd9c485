package dev.lamina.runtime;

import static dev.lamina.runtime.WeightsException.quote;

import dev.lamina.runtime.ExpectedTensors.Expected;
import dev.lamina.runtime.SafetensorsReader.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Matches the tensors of a file with those that a model needs, by name and shape, after removing a prefix from the names. */
final class TensorMatch {

    /** Names of tensors that a message lists. */
    private static final int LISTED = 5;

    /** Characters of a prefix that is looked for where not all tensors have it. */
    private static final int LONGEST_PREFIX = 1000;

    private final String model;
    private final Map<String, Expected> expected;
    private final List<Place> places;
    private final String prefix;
    private final Map<String, String> fitting = new HashMap<>();
    private final List<String> misfits = new ArrayList<>();
    private final List<Place> extra = new ArrayList<>();
    private final Map<String, Expected> missing;

    TensorMatch(String model, Map<String, Expected> expected, List<Place> places, String prefix) {
        this.model = model;
        this.expected = expected;
        this.places = places;
        this.prefix = prefix;
        this.missing = new LinkedHashMap<>(expected);
        for (Place place : places) {
            place(place);
        }
        for (Iterator<Expected> rest = missing.values().iterator(); rest.hasNext(); ) {
            if (rest.next().optional()) {
                rest.remove();
            }
        }
    }

    private void place(Place place) {
        String name = place.name().startsWith(prefix) ? place.name().substring(prefix.length()) : "";
        Expected wanted = missing.remove(name);
        if (wanted == null) {
            extra.add(place);
            return;
        }
        Optional<String> misfit = wanted.misfit(place, model);
        if (misfit.isPresent()) {
            misfits.add("tensor " + quote(place.name()) + misfit.get());
        } else {
            fitting.put(place.name(), name);
        }
    }

    /** The model's name for a tensor of the file; empty if the model does not need it. */
    Optional<String> name(Place place) {
        return Optional.ofNullable(fitting.get(place.name()));
    }

    /** The problems, with a proposed solution if there is one. */
    List<String> problems(boolean extraIsFine) {
        Optional<String> better = missing.isEmpty() ? Optional.empty() : fittingPrefix();
        if (better.isPresent()) {
            TensorMatch other = new TensorMatch(model, expected, places, better.get());
            boolean complete = other.missing.isEmpty();
            List<String> problems = new ArrayList<>(List.of(other.proposal(extraIsFine || !complete)));
            problems.addAll(complete ? other.misfits : other.problems(extraIsFine));
            return problems;
        }
        List<String> problems = new ArrayList<>(misfits);
        if (!extraIsFine && missing.isEmpty() && !extra.isEmpty()) {
            problems.add(listed(names(extra)) + (extra.size() == 1 ? " is" : " are") + " not part of " + model
                    + "; WeightsSource.ignoringExtraTensors() leaves " + (extra.size() == 1 ? "it" : "them")
                    + " out (--ignore-extra-tensors)");
        } else if (!extraIsFine) {
            for (Place place : extra) { // no stream where nothing is wrong: the first lambda of a program takes long
                problems.add("tensor " + quote(place.name()) + " is not one of " + model);
            }
        }
        for (Map.Entry<String, Expected> each : missing.entrySet()) {
            problems.add("tensor " + quote(prefix + each.getKey()) + " "
                    + each.getValue().shape() + " is missing");
        }
        if (!problems.isEmpty() && !(extraIsFine && missing.isEmpty())) {
            WeightsAdvice.of(extraIsFine && extra.size() < places.size() ? List.of() : extra, missing, expected, prefix)
                    .ifPresent(advice -> problems.add(0, advice));
        }
        return problems;
    }

    private static List<String> names(List<Place> places) {
        return places.stream().map(Place::name).toList();
    }

    /** The prefix with which the file has all tensors that are needed, or else most of them where it now has none. */
    private Optional<String> fittingPrefix() {
        Optional<String> complete = completePrefix();
        return complete.isPresent() || missing.size() < expected.size() - optional() ? complete : commonPrefix();
    }

    private long optional() {
        return expected.values().stream().filter(Expected::optional).count();
    }

    /** What stands most often before a name of the model, if it does so before most of them. */
    private Optional<String> commonPrefix() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Place place : places) {
            String name = place.name();
            for (int dot = name.indexOf('.'); dot >= 0 && dot < LONGEST_PREFIX; dot = name.indexOf('.', dot + 1)) {
                if (missing.containsKey(name.substring(dot + 1))) {
                    counts.merge(name.substring(0, dot + 1), 1, Integer::sum);
                }
            }
        }
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .filter(most -> 2 * most.getValue() >= missing.size())
                .map(Map.Entry::getKey);
    }

    private Optional<String> completePrefix() {
        Set<String> names = places.stream().map(Place::name).collect(Collectors.toCollection(HashSet::new));
        List<String> needed = expected.entrySet().stream()
                .filter(each -> !each.getValue().optional())
                .map(Map.Entry::getKey)
                .toList();
        String first = needed.get(0);
        return places.stream()
                .map(Place::name)
                .filter(name -> name.endsWith(first))
                .map(name -> name.substring(0, name.length() - first.length()))
                .filter(each -> needed.stream().allMatch(name -> names.contains(each + name)))
                .findFirst();
    }

    private String proposal(boolean extraIsFine) {
        String text = prefix.isEmpty()
                ? "the names of the tensors have no such prefix; without one all of " + model + " are there"
                : "the names of the tensors begin with " + quote(prefix) + "; WeightsSource.withPrefix takes that off"
                        + " (--weights-prefix " + WeightsException.plain(prefix) + ")";
        if (extraIsFine || extra.isEmpty()) {
            return text;
        }
        return text + ", and ignoringExtraTensors() (--ignore-extra-tensors) leaves out " + listed(names(extra));
    }

    private static String listed(List<String> names) {
        String some = names.stream().limit(LISTED).map(WeightsException::quote).collect(Collectors.joining(", "));
        String all = names.size() > LISTED ? some + " and " + (names.size() - LISTED) + " more" : some;
        return (names.size() == 1 ? "tensor " : "tensors ") + all;
    }
}
