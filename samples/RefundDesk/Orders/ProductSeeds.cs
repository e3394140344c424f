namespace RefundDesk;

/// <summary>What the invented shop sells. The last word of a name says what the thing is.</summary>
internal static class ProductSeeds
{
    public static IReadOnlyDictionary<string, OrderLine> Create() => new OrderLine[]
    {
        new("LMP-10", "Desk lamp", 1, 39.90m),
        new("LMP-20", "Floor lamp", 1, 89.00m),
        new("KTL-10", "Electric kettle", 1, 34.95m),
        new("TST-10", "Two-slot toaster", 1, 44.50m),
        new("MUG-10", "Stoneware mug", 1, 8.75m),
        new("MUG-20", "Travel mug", 1, 17.20m),
        new("TWL-10", "Linen towel", 1, 12.40m),
        new("BLK-10", "Wool blanket", 1, 59.00m),
        new("PLW-10", "Down pillow", 1, 27.30m),
        new("CLK-10", "Wall clock", 1, 31.60m),
        new("VSE-10", "Glass vase", 1, 22.15m),
        new("PAN-10", "Frying pan", 1, 41.99m),
        new("POT-10", "Enamel teapot", 1, 36.80m),
        new("KNF-10", "Bread knife", 1, 19.45m),
        new("BRD-10", "Oak cutting board", 1, 28.00m),
        new("CHR-10", "Folding chair", 1, 54.90m),
        new("RUG-10", "Jute rug", 1, 74.25m),
        new("MIR-10", "Round mirror", 1, 66.10m),
        new("CUR-10", "Cotton curtain", 1, 24.85m),
        new("BSK-10", "Willow basket", 1, 18.30m),
        new("RAD-10", "Kitchen radio", 1, 49.95m),
        new("FAN-10", "Table fan", 1, 33.33m),
        new("SCL-10", "Kitchen scale", 1, 21.05m),
        new("BTL-10", "Steel bottle", 1, 14.60m),
    }.ToDictionary(line => line.Sku);
}
