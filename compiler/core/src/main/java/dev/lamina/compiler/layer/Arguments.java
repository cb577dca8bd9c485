package dev.lamina.compiler.layer;

import java.util.Map;
import java.util.Optional;

/** The arguments of a call after {@link ArgumentReader} has checked them; presets are filled in. */
public record Arguments(Optional<Place> written, Map<String, Object> values) {
    public Arguments {
        values = Map.copyOf(values);
    }

    public Place place() {
        return written.orElseThrow();
    }

    public int whole(String name) {
        return ((Double) get(name)).intValue();
    }

    public double number(String name) {
        return (Double) get(name);
    }

    public boolean flag(String name) {
        return (Boolean) get(name);
    }

    public String word(String name) {
        return (String) get(name);
    }

    public Pair pair(String name) {
        return (Pair) get(name);
    }

    /** For an argument whose preset is another one's value. */
    public Pair pair(String name, Pair otherwise) {
        return values.get(name) instanceof Pair pair ? pair : otherwise;
    }

    private Object get(String name) {
        return Optional.ofNullable(values.get(name)).orElseThrow(() -> new IllegalStateException(name));
    }
}
