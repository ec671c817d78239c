package dev.tenfold.platform.id;

import java.util.Locale;

/** Constants of enums by the lower-case names that JSON and the database have for them. */
public final class EnumNames {

    private EnumNames() {}

    /**
     * The constant of a name.
     *
     * @throws IllegalArgumentException when there is none; upper case is not taken
     */
    public static <E extends Enum<E>> E parse(Class<E> type, String name) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(name)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("no such " + type.getSimpleName());
    }
}
