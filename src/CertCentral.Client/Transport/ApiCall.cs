using System.Globalization;
using System.Text;
using CertCentral.Errors;

namespace CertCentral.Transport;

/// <summary>One call: a route with the values of its variables, a query and a body.</summary>
internal sealed class ApiCall(ApiRoute route, params object[] variables)
{
    private string? _path;

    public ApiRoute Route { get; } = route;

    public QueryText? Query { get; init; }

    public WireObject? Body { get; init; }

    public string Accept { get; init; } = "application/json";

    /// <summary>
    /// Asked when the call has its turn, its body and its connection, right before the body leaves: the last moment to write down that it
    /// does. False, or an exception: it does not leave. Only for a call with a body.
    /// </summary>
    public Func<Task<bool>>? MayLeave { get; init; }

    /// <summary>What is wrong with an answer of 2xx, so that the attempt counts as failed; null for a good one.</summary>
    public Func<ApiAnswer, CertCentralException?>? Check { get; init; }

    /// <summary>Path and query below the base URI, escaped.</summary>
    public string Path => _path ??= Fill() + Query;

    /// <summary>What the call is about, in the words of a person, such as "Order 271400871"; null where the path has no id.</summary>
    public string? Subject
    {
        get
        {
            int open = Route.Template.IndexOf('{');
            if (open < 0)
            {
                return null;
            }

            // {order_id} stands for an order, {name_id} for the name of a product.
            string variable = Route.Template.Substring(open + 1, Route.Template.IndexOf('}') - open - 1);
            string noun = variable == "name_id" ? "product" : variable.Replace("_id", "");
            return string.Format(
                CultureInfo.InvariantCulture, "{0}{1} {2}", char.ToUpperInvariant(noun[0]), noun.Substring(1), variables[0]);
        }
    }

    /// <summary>
    /// The end of a message about a call that may have been carried out: a warning, if such a call must not simply be sent again;
    /// else empty. It begins with a blank.
    /// </summary>
    public string Doubt => Route.IsRepeatable
        ? ""
        : " Whether it was carried out is not known: look for its effect in CertCentral before you send it again.";

    /// <summary>What an exception about this call tells of it.</summary>
    public CallFailure Failure => new(Route.Method.Method, Route.Template);

    /// <summary>Whether every call of the route has this path.</summary>
    public bool IsPathFixed => variables.Length == 0 && Query is null;

    private string Fill()
    {
        if (variables.Length == 0)
        {
            return Route.Template;
        }

        var path = new StringBuilder();
        int position = 0;
        foreach (object variable in variables)
        {
            int open = Route.Template.IndexOf('{', position);
            path.Append(Route.Template, position, open - position);
            path.Append(Uri.EscapeDataString(Convert.ToString(variable, CultureInfo.InvariantCulture)!));
            position = Route.Template.IndexOf('}', open) + 1;
        }

        return path.Append(Route.Template, position, Route.Template.Length - position).ToString();
    }
}
