namespace RefundDesk;

/// <summary>The invented customers of the sample.</summary>
internal static class CustomerSeeds
{
    private static readonly string[] Names =
    [
        "Ada Example", "Bruno Thimble", "Carla Pepperfield", "Dario Windle", "Edda Marrowby", "Fenno Tilde", "Greta Sample",
        "Hugo Buttonwood", "Ilse Quillon", "Jorin Placeholder", "Kaia Foobarson", "Lorenz Umbel", "Mirte Hazelnook", "Nils Testmann",
        "Oona Brackwater", "Piet Dummyveld", "Quirin Lorem", "Runa Ipsum", "Silas Doverby", "Tessa Mockridge", "Ulla Nimbus",
        "Viktor Stubbins", "Wanda Fixture", "Xenia Paragraph", "Yorick Semicolon", "Ada Gazebo",
    ];

    public static IReadOnlyList<Customer> Create() =>
        [.. Names.Select((name, index) => new Customer($"C{index + 1:00}", name, MailOf(name, index)))];

    private static string MailOf(string name, int index) =>
        $"{name.ToLowerInvariant().Replace(' ', '.')}@example.{(index % 3 == 0 ? "org" : "com")}";
}
