using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Reflection;

namespace Agentry;

/// <summary>Reads status, code and headers from the exceptions of libraries that we do not reference, by the names their properties usually have.</summary>
/// <remarks>
/// <para>
/// Known to fit: <c>System.ClientModel.ClientResultException</c> (<c>Status</c>, <c>GetRawResponse().Headers</c>), <c>Azure.RequestFailedException</c>
/// (the same, and <c>ErrorCode</c>), Anthropic's exceptions (<c>StatusCode</c>, <c>ErrorType</c>).
/// </para>
/// <para>
/// In a trimmed application a property that nobody else uses may be gone. Then it is not found, and the failure is classified by what is left:
/// <see cref="Exception.Data"/> under <c>StatusCode</c> and <c>Retry-After</c>, which adapters may fill, then the text <c>HTTP 429</c> and the
/// provider's code in the message. Nothing throws.
/// </para>
/// </remarks>
internal sealed class ExceptionShape
{
    private const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance;
    private const string Reason = "A member that was trimmed away is not found, and the failure is classified by the exception's data and message.";

    private static readonly ConcurrentDictionary<Type, ExceptionShape> Shapes = new();

    private readonly PropertyInfo? _status;
    private readonly PropertyInfo? _code;
    private readonly MethodInfo? _response;

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Reason)]
    private ExceptionShape(Type type)
    {
        PropertyInfo[] properties = [.. type.GetProperties(Public).Where(p => p.GetIndexParameters().Length == 0)];
        _status = Find(properties, p => Underlying(p) == typeof(HttpStatusCode) || Underlying(p) == typeof(int), "StatusCode", "Status", "HttpStatusCode");
        _code = Find(properties, p => p.PropertyType == typeof(string) || Underlying(p).IsEnum, "ErrorType", "ErrorCode", "Code");
        _response = type.GetMethod("GetRawResponse", Public, []);
    }

    public static ExceptionShape Of(Exception exception) => Shapes.GetOrAdd(exception.GetType(), static t => new ExceptionShape(t));

    public int? Status(Exception exception) =>
        AsStatus(Read(_status, exception)) ?? AsStatus(exception.Data["StatusCode"]) ?? StatusInMessage(exception.Message);

    public string? Code(Exception exception) => Read(_code, exception)?.ToString();

    public TimeSpan? RetryAfter(Exception exception, DateTimeOffset now)
    {
        if (exception.Data["Retry-After"] is { } set)
            return set as TimeSpan? ?? FailureDetails.ParseRetryAfter(set.ToString(), now);
        return Headers(exception) is { } headers ? FailureDetails.ParseRetryAfter(headers("retry-after"), now, headers("retry-after-ms")) : null;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = Reason)]
    private Func<string, string?>? Headers(Exception exception)
    {
        try
        {
            object? response = _response?.Invoke(exception, null);
            object? headers = response?.GetType().GetProperty("Headers", Public)?.GetValue(response);
            MethodInfo? get = headers?.GetType().GetMethod("TryGetValue", Public, [typeof(string), typeof(string).MakeByRefType()]);
            return get is null ? null : name =>
            {
                object?[] arguments = [name, null];
                return get.Invoke(headers, arguments) is true ? arguments[1] as string : null;
            };
        }
        catch (Exception e) when (e is TargetInvocationException or AmbiguousMatchException)
        {
            return null;
        }
    }

    private static object? Read(PropertyInfo? property, Exception exception)
    {
        try
        {
            return property?.GetValue(exception);
        }
        catch (TargetInvocationException)
        {
            return null;
        }
    }

    private static PropertyInfo? Find(PropertyInfo[] properties, Func<PropertyInfo, bool> fits, params string[] names) =>
        names.Select(n => properties.FirstOrDefault(p => p.Name == n && fits(p))).FirstOrDefault(p => p is not null);

    private static Type Underlying(PropertyInfo property) => Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;

    private static int? AsStatus(object? value) => value switch
    {
        HttpStatusCode status => AsStatus((int)status),
        int and >= 100 and < 600 => (int)value,
        _ => null,
    };

    /// <summary>The way System.ClientModel and Azure.Core begin their messages.</summary>
    private static int? StatusInMessage(string message)
    {
        const string Prefix = "HTTP ";
        return message.StartsWith(Prefix, StringComparison.Ordinal)
            && message.Length >= Prefix.Length + 3
            && int.TryParse(message.AsSpan(Prefix.Length, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int status)
            ? AsStatus(status)
            : null;
    }
}
