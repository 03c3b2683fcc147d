"""What the portal's pages are put together from: icons, badges, numbers, dates. Nothing here queries.

{% icon "clock" %}                       {% status_badge initiative.status %}
{% point_badge "met" %}                  {% goal_badge "on_track" %}
{% strength_tag "explain" %}             {% deadline_badge task.due_on today %}
{{ amount|kroner }} "12.500 kr."         {{ when|day }} "20. november"   {{ when|clock }} "kl. 19.42"
{% person_with_phone user %}             {% progress done total %}
{% goal_line start=12 target=40 now=31 unit="personer" %}
{% money_bar "budget" total=96000 spent=61000 granted=80000 %}
{% error_summary %} or {% error_summary form rows %}
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.forms import CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.templatetags.static import static
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, gettext, ngettext

from accounts import drawings, status_words
from accounts.forms.summary import faults_of, heading_for

register = template.Library()


# --- Icons and badges -------------------------------------------------------------------------


@register.simple_tag
def icon(name: str) -> str:
    """A drawing from static/icons.svg. Always beside a word, so hidden from screen readers."""
    return format_html(
        '<svg class="ic" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("icons.svg"),
        name,
    )


def _badge(word: status_words.Word) -> str:
    return format_html('<span class="st {}">{}{}</span>', word.tone, icon(word.icon), word.label)


@register.simple_tag
def status_badge(status: str) -> str:
    """Where an initiative is in its life."""
    return _badge(status_words.INITIATIVE[str(status)])


@register.simple_tag
def point_badge(status: str) -> str:
    """How a point of the policy stands."""
    return _badge(status_words.POINT[str(status)])


@register.simple_tag
def goal_badge(verdict: str) -> str:
    """Whether a goal is on its way."""
    return _badge(status_words.GOAL[str(verdict)])


@register.simple_tag
def pilot_tag() -> str:
    return _badge(status_words.PILOT)


@register.simple_tag
def badge(label: str, icon_name: str, tone: str = "n") -> str:
    """A badge whose word the page knows, such as "2 af 3 har svaret"."""
    return _badge(status_words.Word(label, icon_name, tone))


@register.simple_tag
def strength_tag(strength: str) -> str:
    """How firmly the policy asks: Skal, Skal eller forklar, Gerne."""
    return format_html('<span class="krav">{}</span>', status_words.STRENGTH[str(strength)])


@register.simple_tag
def deadline_badge(due_on: date | None, today: date | None = None) -> str:
    """How long there is. Overdue is ochre, not red: nobody is scolded."""
    if not due_on:
        return ""
    days = (due_on - (today or timezone.localdate())).days
    if days < 0:
        late = ngettext("%(days)d dag over frist", "%(days)d dage over frist", -days) % {"days": -days}
        return badge(late, "warning", "o")
    if days == 0:
        text = gettext("Frist i dag")
    elif days == 1:
        text = gettext("Frist i morgen")
    elif days <= 21:
        text = ngettext("Frist om %(days)d dag", "Frist om %(days)d dage", days) % {"days": days}
    else:
        text = gettext("Frist %(day)s") % {"day": day(due_on)}
    return badge(text, "clock", "n")


@register.inclusion_tag("_parts/progress.html")
def progress(done: int, total: int) -> dict:
    """A bar of as many parts as there are points. The sentence beside it says the same."""
    return {"parts": [number < done for number in range(total)]}


# --- Numbers, days, people --------------------------------------------------------------------


@register.filter
def kroner(amount) -> str:
    """ "12.500 kr.", with øre only where there are some. Nothing for None."""
    if amount is None or amount == "":
        return ""
    amount = Decimal(amount).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    decimals = 0 if amount == amount.to_integral_value() else 2
    return gettext("%(amount)s kr.") % {"amount": number_format(amount, decimals, force_grouping=True)}


@register.filter
def day(when: date | datetime | None) -> str:
    """ "20. november"; with the year when it is another year than this."""
    if not when:
        return ""
    when = _local_day(when)
    danish = get_language() == "da"
    pattern = ("j. F" if danish else "j F") + ("" if when.year == timezone.localdate().year else " Y")
    return format_date(when, pattern)


@register.filter
def clock(when: datetime | None) -> str:
    """ "kl. 19.42"."""
    if not when:
        return ""
    local = timezone.localtime(when) if timezone.is_aware(when) else when
    return gettext("kl. %(time)s") % {"time": format_date(local, "G.i" if get_language() == "da" else "G:i")}


def _local_day(when: date | datetime) -> date:
    if isinstance(when, datetime):
        return (timezone.localtime(when) if timezone.is_aware(when) else when).date()
    return when


@register.simple_tag
def person_with_phone(person) -> str:
    """ "Mette Holm, tlf. 00 00 00 00" with the number to press."""
    if not person:
        return ""
    if not person.phone:
        return str(person)
    return format_html("{}, {} {}", person, gettext("tlf."), phone_link(person.phone))


@register.filter
def phone_link(phone: str) -> str:
    """A phone number to press. Eight digits are Danish."""
    digits = "".join(sign for sign in phone if sign.isdigit() or sign == "+")
    dial = digits if digits.startswith("+") else f"+45{digits}"
    return format_html('<a class="ingenbryd" href="tel:{}">{}</a>', dial, phone)


# --- Drawings ---------------------------------------------------------------------------------


@register.inclusion_tag("_parts/goal_line.html")
def goal_line(start, target, now=None, unit="") -> dict:
    """Start, now and target on a line, always 240 px wide."""
    line = drawings.goal_line(start, target, now, gettext("nu"), gettext("mål"))
    now_text = line.now.text if line.now else gettext("ikke målt")
    said = {"start": drawings.short(start), "now": now_text, "target": drawings.short(target), "unit": unit}
    label = gettext("Start %(start)s, %(now)s, mål %(target)s %(unit)s") % said
    return {"line": line, "label": label.strip()}


@register.inclusion_tag("_parts/money_bar.html")
def money_bar(key: str, total, spent=0, granted=0) -> dict:
    """A budget as a bar. `key` is a word that occurs once on the page; the sums are said in words beside it."""
    label = gettext("Brugt %(spent)s af %(total)s") % {"spent": kroner(spent), "total": kroner(total)}
    return {"bar": drawings.money_bar(total, spent, granted), "key": key, "label": label}


# --- Forms (used by base.html and the template pack `aab`) ------------------------------------


def _forms_of(context, given) -> list:
    """What the page asks about: the forms given, else `forms`, else `form` and `formset` of the view."""
    if given:
        return [form for form in given if form]
    named = context.get("forms") or [context.get("form"), context.get("formset")]
    return [form for form in named if hasattr(form, "is_bound")]


@register.simple_tag(takes_context=True)
def error_prefix(context) -> str:
    """ "Fejl: " first in the title of a page that came back with something to mend."""
    return gettext("Fejl:") + " " if faults_of(_forms_of(context, ())) else ""


@register.inclusion_tag("aab/errors.html", takes_context=True)
def error_summary(context, *forms) -> dict:
    """What must be mended, above everything, each line a link to its question."""
    faults = faults_of(_forms_of(context, forms))
    return {"faults": faults, "heading": heading_for(faults)}


@register.simple_tag
def question(field) -> dict:
    """How a field is asked: as a group of boxes, as one box to tick, or under a label."""
    widget = field.field.widget
    choices = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    grouped = bool(widget.use_fieldset)
    field.form.use_required_attribute = False  # the browser's bubbles speak the browser's language
    return {
        "grouped": grouped,
        "choices": list(field) if choices else [],
        "tick": isinstance(widget, CheckboxInput),
        "optional": not field.field.required and not getattr(field.field, "conditional", False),
        "unit": getattr(field.field, "unit", ""),
    }


@register.simple_tag
def control(field) -> str:
    """The box itself, in the portal's shape whatever form it comes from."""
    widget = field.field.widget
    if widget.use_fieldset:
        return field.as_widget()
    css = widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"fc {css}".strip()})


@register.simple_tag
def list_of_names(names) -> str:
    """ "Anne Lund, Per Dahl og Bo Lind"."""
    names = [str(name) for name in names]
    if len(names) < 2:
        return "".join(names)
    return format_html(
        "{} {} {}", format_html_join(", ", "{}", ((n,) for n in names[:-1])), gettext("og"), names[-1]
    )
