"""Every form, by name."""

from rrp_desktop.forms.huddle import HUDDLE
from rrp_desktop.forms.improvement import AIM, IDEA
from rrp_desktop.forms.incident import INCIDENT
from rrp_desktop.forms.spec import Form
from rrp_desktop.forms.ward_forms import CENSUS, CONFIRMATION, PERSON

FORMS: dict[str, Form] = {
    form.name: form for form in (INCIDENT, CONFIRMATION, HUDDLE, CENSUS, PERSON, AIM, IDEA)
}
