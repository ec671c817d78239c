package dev.tenfold.load;

/** What a request asks for. */
enum Kind {
    HOT_READ,
    READ,
    LIST,
    ORDER
}
