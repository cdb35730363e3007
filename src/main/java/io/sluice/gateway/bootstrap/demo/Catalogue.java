package io.sluice.gateway.bootstrap.demo;

import static java.util.Locale.ROOT;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The demo's products and categories: the same at every start, and changed only by {@link
 * #changePrice}.
 *
 * <p>Not thread-safe: it belongs to the event loop of the server that shows it.
 */
final class Catalogue {
  /** Category identifiers, in the order in which the products are dealt to them. */
  static final List<String> CATEGORIES =
      List.of("tools", "garden", "kitchen", "office", "toys", "sports", "music", "travel");

  private static final List<List<String>> THINGS =
      List.of(
          List.of("Hammer", "Spanner", "Drill", "Chisel", "Spirit level"),
          List.of("Spade", "Rake", "Watering can", "Shears", "Wheelbarrow"),
          List.of("Saucepan", "Whisk", "Bread knife", "Teapot", "Scales"),
          List.of("Stapler", "Desk lamp", "Notebook", "Fountain pen", "Ruler"),
          List.of("Kite", "Train set", "Puzzle", "Yo-yo", "Building blocks"),
          List.of("Football", "Racket", "Skipping rope", "Dumbbell", "Swim goggles"),
          List.of("Recorder", "Metronome", "Tambourine", "Guitar strings", "Music stand"),
          List.of("Rucksack", "Suitcase", "Travel pillow", "Lantern", "Compass"));
  private static final List<String> GRADES = List.of("Plain", "Sturdy", "Fine");

  private final List<Product> products = new ArrayList<>();

  Catalogue() {
    int thingsPerCategory = THINGS.get(0).size();
    int count = CATEGORIES.size() * thingsPerCategory * GRADES.size();
    for (int index = 0; index < count; index++) {
      int category = index % CATEGORIES.size();
      int round = index / CATEGORIES.size();
      int thing = round % thingsPerCategory;
      int grade = round / thingsPerCategory;
      String name = GRADES.get(grade) + " " + THINGS.get(category).get(thing).toLowerCase(ROOT);
      long priceCents = 499 + 250L * (grade + 1) * (thing + 2) + 100L * category;
      products.add(new Product(index + 1, name, CATEGORIES.get(category), priceCents));
    }
  }

  List<Product> products() {
    return List.copyOf(products);
  }

  List<Product> productsOf(String category) {
    return products.stream().filter(product -> product.category().equals(category)).toList();
  }

  /** The product of that number, or empty when there is none (numbers start at 1). */
  Optional<Product> product(int id) {
    return id >= 1 && id <= products.size() ? Optional.of(products.get(id - 1)) : Optional.empty();
  }

  /** Returns the product as it is now, or empty when there is none of that number. */
  Optional<Product> changePrice(int id, long priceCents) {
    Optional<Product> changed = product(id).map(product -> product.withPriceCents(priceCents));
    changed.ifPresent(product -> products.set(id - 1, product));
    return changed;
  }
}
