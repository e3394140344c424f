namespace RefundDesk;

/// <summary>The model that the desk asks, and the one that stands by for when it is down.</summary>
internal sealed record DeskModels(DeskModel First, DeskModel Standby)
{
    public const string AnthropicKey = "ANTHROPIC_API_KEY";
    public const string AnthropicAddress = "ANTHROPIC_BASE_URL";
    public const string OpenAIKey = "OPENAI_API_KEY";
    public const string OpenAIAddress = "OPENAI_BASE_URL";
    public const string Model = "AGENTRY_MODEL";

    /// <summary>Two planners: no key, no network.</summary>
    public static DeskModels Offline { get; } = new(Planner(OfflinePlanner.ModelName), Planner("offline-planner-standby"));

    public bool IsOffline => ReferenceEquals(this, Offline);

    /// <summary>
    /// A vendor's model for each key there is, Anthropic's before OpenAI's, and a planner for what is left: it stands by for a lone vendor, and
    /// without any key it is both.
    /// </summary>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="model">The model to ask of the first vendor; null for the variable <see cref="Model"/>, or the vendor's default.</param>
    /// <param name="problem">Why there is no choice, in a sentence for people.</param>
    public static DeskModels? Choose(Func<string, string?> variable, string? model, out string? problem)
    {
        List<DeskModel> vendors = [];
        problem = null;
        string? Read(string name) => variable(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
        model ??= Read(Model);
        if (Read(AnthropicKey) is { } anthropic)
            vendors.Add(VendorModels.Anthropic(anthropic, model, Address(AnthropicAddress, Read, ref problem)));
        if (Read(OpenAIKey) is { } openAI)
            vendors.Add(VendorModels.OpenAI(openAI, vendors.Count == 0 ? model : null, Address(OpenAIAddress, Read, ref problem)));
        if (vendors.Count == 0 && model is not null)
            problem = $"Model {model} needs a key: set {AnthropicKey} or {OpenAIKey}.";
        if (problem is not null)
            return null;
        return vendors switch
        {
            [] => Offline,
            [var only] => new DeskModels(only, Offline.Standby),
            [var first, var second, ..] => new DeskModels(first, second),
        };
    }

    private static Uri? Address(string name, Func<string, string?> read, ref string? problem)
    {
        if (read(name) is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https")
            return address;
        problem = $"{name} is not an http address.";
        return null;
    }

    private static DeskModel Planner(string name) => new(name, "rules instead of a language model, offline", () => new OfflinePlanner(name));
}
