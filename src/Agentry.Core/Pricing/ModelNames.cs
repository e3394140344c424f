namespace Agentry;

/// <summary>How providers spell one model: with the day of its release, or as the latest of its kind.</summary>
internal static class ModelNames
{
    private const string Latest = "-latest";

    /// <summary>Without <c>-20250514</c>, <c>@20250514</c>, <c>-2025-05-14</c> or <c>-latest</c> at its end.</summary>
    public static string WithoutDate(string model)
    {
        if (model.EndsWith(Latest, StringComparison.OrdinalIgnoreCase))
            return model[..^Latest.Length];
        return HasAtEnd(model, "-0000-00-00") ? model[..^11] : HasAtEnd(model, "-00000000") || HasAtEnd(model, "@00000000") ? model[..^9] : model;
    }

    /// <summary>A zero stands for any digit.</summary>
    private static bool HasAtEnd(string model, string shape)
    {
        if (model.Length <= shape.Length)
            return false;
        ReadOnlySpan<char> end = model.AsSpan(model.Length - shape.Length);
        for (int i = 0; i < shape.Length; i++)
        {
            if (shape[i] == '0' ? !char.IsAsciiDigit(end[i]) : end[i] != shape[i])
                return false;
        }

        return true;
    }
}
